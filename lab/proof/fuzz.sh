#!/bin/sh
# Looks for inputs that break a promise, with Jazzer, so many seconds for each target: lab/proof/fuzz.sh SECONDS [TARGET...]
#
# Begins with the corpus in src/test/resources/fuzz; what it learns is kept in target/fuzz. A finding ends it and is
# written to target/fuzz/TARGET/crash-*: put it into the corpus under a name, and mend what it shows.
set -eu
seconds=${1:?usage: lab/proof/fuzz.sh SECONDS [TARGET...]}
shift
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/lab/jdk.sh"
cd "$here"
jazzer=0.30.0
mkdir -p target/fuzz
mvn -q -B -ntp test-compile -Dspotless.check.skip=true
for artifact in jazzer jazzer-api; do
    [ -f target/fuzz/$artifact-$jazzer.jar ] || mvn -q -B -ntp -N org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact=com.code-intelligence:$artifact:$jazzer -DoutputDirectory="$here/target/fuzz"
done
tool=$here/target/fuzz/jazzer-$jazzer.jar:$here/target/fuzz/jazzer-api-$jazzer.jar

target() { # TARGET MODULE CLASS
    [ -n "$wanted" ] && case " $wanted " in *" $1 "*) ;; *) return ;; esac
    cp=target/fuzz/$2.classpath
    [ -f "$cp" ] || mvn -q -B -ntp -pl "$2" -am package -DskipTests -Dspotless.check.skip=true \
        org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile="$here/$cp.\${project.artifactId}" -DincludeScope=test
    cp=$cp.weir-$2
    mkdir -p "target/fuzz/$1"
    echo "== $1: $seconds s"
    (cd "$2" && "$JAVA_HOME/bin/java" -Xmx2g --enable-native-access=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED \
        -cp "$tool:target/test-classes:target/classes:$(cat "$here/$cp")" com.code_intelligence.jazzer.Jazzer \
        --target_class="$3" --instrumentation_includes="dev.weir.**" --keep_going=1 --reproducer_path="$here/target/fuzz/$1" \
        -max_total_time="$seconds" -max_len=4096 -artifact_prefix="$here/target/fuzz/$1/" -print_final_stats=1 \
        "$here/target/fuzz/$1" "src/test/resources/fuzz/$1" 2>&1 | grep -a -E "cov:|Crash|Exception|Error|stat::|== " | tail -25)
}

wanted="$*"
target RequestTargetFuzz wire dev.weir.wire.http.RequestTargetFuzz
target RequestShapeFuzz wire dev.weir.wire.json.RequestShapeFuzz
target StreamFuzz wire dev.weir.wire.frame.StreamFuzz
target EventMessageFuzz wire dev.weir.wire.frame.EventMessageFuzz
target SignatureFuzz wire dev.weir.wire.aws.SignatureFuzz
target TokenFuzz gateway dev.weir.identity.TokenFuzz
target EnvelopeFuzz gateway dev.weir.relay.EnvelopeFuzz
