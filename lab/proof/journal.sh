#!/bin/sh
# Kills a process that appends to a journal so many times, and fails unless every record that it said was written is
# there once, in order and whole: lab/proof/journal.sh KILLS
set -eu
kills=${1:?usage: lab/proof/journal.sh KILLS}
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/lab/jdk.sh"
cd "$here"
mvn -q -B -ntp test -pl gateway -am -Dtest=JournalKilledTest -Dsurefire.failIfNoSpecifiedTests=false -Dweir.kills="$kills"
echo "$kills kills, nothing lost"
