#!/bin/sh
# Fills a real disk of 2 MB with a journal, several times, and fails unless it refuses while the disk is full, takes
# records again by itself, and has lost none: lab/proof/journal-full.sh
#
# The disk is a tmpfs in a mount namespace of its own, so root is needed, and nothing is left behind.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/lab/jdk.sh"
cd "$here"
mkdir -p target/proof
mvn -q -B -ntp test-compile -pl gateway -am
mvn -q -B -ntp -pl gateway -am package -DskipTests org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile="$here/target/proof/classpath.\${project.artifactId}" -DincludeScope=test
disk=$(mktemp -d)
trap 'rmdir "$disk"' EXIT
unshare -m sh -c 'mount -t tmpfs -o size=2m tmpfs "$1" && shift && "$@"' sh "$disk" "$JAVA_HOME/bin/java" \
    -cp "gateway/target/test-classes:gateway/target/classes:$(cat target/proof/classpath.weir-gateway)" \
    dev.weir.journal.OnFullDisk "$disk"
