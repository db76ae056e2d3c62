# Sets JAVA_HOME to a JDK 25, or says what is missing. Sourced by ./weir, the Makefile and .ci/run.
is25() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -q '^javac 25\b'; }

find_jdk25() {
    path=$(command -v javac 2>/dev/null || true)
    [ -z "$path" ] || path=$(dirname "$(dirname "$(readlink -f "$path")")")
    for home in "${JAVA_HOME:-}" "$path" /usr/lib/jvm/* /opt/* /usr/local/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if [ -n "$home" ] && is25 "$home"; then echo "$home"; return; fi
    done
}

JAVA_HOME=$(find_jdk25)
if [ -z "$JAVA_HOME" ]; then
    echo "weir: a JDK 25 is needed (with javac), and none was found in JAVA_HOME, in PATH or in the usual places." >&2
    echo "weir: install one, for example Temurin 25, or set JAVA_HOME to it." >&2
    exit 1
fi
export JAVA_HOME
# Error Prone runs inside the compiler; Maven's own libraries use a method that JDK 25 warns about.
MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
export MAVEN_OPTS
