#!/bin/bash
# install.sh [NAME...]: installs what is missing of agents.txt (all of it, or the folders named) into $LABDIR/npm.
# Goes on after a failure and names at the end what could not be installed; then the exit status is 1.
set -u
lab=$(cd "$(dirname "$0")" && pwd)
. "$lab/env.sh"

command -v npm > /dev/null && command -v node > /dev/null \
    || { echo "lab: node and npm are needed (on Debian: apt-get install nodejs npm)" >&2; exit 2; }

packages_of() { # FOLDER: its packages, empty if the table does not know it
    sed -n "s/^$1[[:space:]]\{1,\}//p" "$lab/agents.txt" | sed "s/{arch}/$ARCH/g"
}

install() { # FOLDER: a folder that carries the table's line in .installed is complete
    local folder=$CLIENTS/$1 packages
    packages=$(packages_of "$1")
    [ -n "$packages" ] || { echo "lab: agents.txt has no $1" >&2; return 1; }
    [ "$(cat "$folder/.installed" 2> /dev/null)" != "$packages" ] || { echo "$1: is there"; return 0; }
    echo "$1: installing $packages"
    rm -rf "$folder" && mkdir -p "$folder" && echo '{"private":true}' > "$folder/package.json" || return 1
    # No package's own script runs, and none is needed: binaries are optional dependencies.
    # shellcheck disable=SC2086 # the packages are words
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error $packages < /dev/null) \
        || { rm -rf "$folder"; return 1; }
    echo "$packages" > "$folder/.installed"
}

[ $# -gt 0 ] || mapfile -t all < <(sed -n 's/^\([a-z0-9-]\{1,\}\)[[:space:]].*/\1/p' "$lab/agents.txt")
[ $# -gt 0 ] || set -- "${all[@]}"

# npm chooses versions by the Node that runs it, so it runs with ours.
install node || { echo "lab: not installed: node (nothing else was tried)" >&2; exit 1; }
PATH=$(dirname "$NODE"):$PATH

failed=()
for name in "$@"; do
    [ "$name" = node ] || install "$name" || failed+=("$name")
done
[ ${#failed[@]} = 0 ] || { echo "lab: not installed: ${failed[*]}" >&2; exit 1; }
