#!/bin/sh
# Kills a whole gateway under load so many times, and fails unless after each start nothing is lost, overdrawn or still
# reserved, and every call that a client heard of is in the audit trail once: lab/proof/kills.sh [KILLS]
set -eu
kills=${1:-200}
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/lab/jdk.sh"
cd "$here"
mvn -B -ntp -q test -Dtest=GatewayKilledTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dweir.kills="$kills" -pl app -am
echo "$kills kills, nothing lost"
