#!/bin/sh
# Fills the disk of a gateway's journal and audit trail, and fails unless calls are refused while it is full, are served
# again when there is room, and each is in the audit trail once, as it was answered: lab/proof/gateway-full.sh
#
# The disk is a tmpfs in a mount namespace of its own, so root is needed, and nothing is left behind.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/lab/jdk.sh"
cd "$here"
if ! unshare -m true 2>/dev/null; then
    echo "no tmpfs can be mounted here; the full disk is left out" >&2
    exit 0
fi
disk=$(mktemp -d)
trap 'rmdir "$disk"' EXIT
unshare -m sh -c 'mount -t tmpfs -o size=8m tmpfs "$1" && shift && "$@"' sh "$disk" mvn -B -ntp -q test \
    -Dtest=GatewayOnFullDiskProof -Dsurefire.failIfNoSpecifiedTests=false \
    -Dweir.small="$disk" -pl app -am
echo "the disk was full, nothing lost"
