#!/bin/sh
# Proves what the ledger promises, at length: a deep exploration of its states, and what threads can do to its counters.
# lab/proof/ledger.sh STATES [MODE], MODE being one of jcstress: sanity, quick, default, tough
set -eu
states=${1:?usage: lab/proof/ledger.sh STATES [MODE]}
mode=${2:-quick}
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/lab/jdk.sh"
cd "$here"
mvn -B -ntp -q test -pl gateway -am -Dtest=LedgerExplorationTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dweir.ledger.states="$states"
mvn -B -ntp -q -pl bench -am package -DskipTests
mkdir -p target/jcstress
cd target/jcstress
"$JAVA_HOME/bin/java" -cp "$here/bench/target/*:$here/bench/target/libraries/*" org.openjdk.jcstress.Main -m "$mode" \
    -t LedgerStress -r .
