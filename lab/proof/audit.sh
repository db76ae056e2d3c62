#!/bin/sh
# Fills a small tmpfs with an audit trail, makes room and goes on, and kills writers: lab/proof/audit.sh [KILLS]
#
# Needs to be allowed to mount a tmpfs; without that only the kills are done.
set -eu
kills=${1:-500}
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here"
. lab/jdk.sh
folder=$(mktemp -d)
trap 'umount "$folder" 2>/dev/null || true; rmdir "$folder" 2>/dev/null || true' EXIT
proofs=WriterKilledTest
small=
if mount -t tmpfs -o size=2m tmpfs "$folder" 2>/dev/null; then
    proofs=$proofs,FullDiskProof
    small="-Dweir.small=$folder"
else
    echo "no tmpfs can be mounted here; the full disk is left out" >&2
fi
mvn -B -ntp -q test -Dtest="$proofs" -Dsurefire.failIfNoSpecifiedTests=false \
    -Dweir.kills="$kills" $small -pl adapters -am
