# Where the lab keeps the clients, their homes and the recordings. Sourced by the scripts of this folder.
export LABDIR=${LABDIR:-${XDG_CACHE_HOME:-$HOME/.cache}/weir-lab}
case $(uname -m) in
    aarch64 | arm64) ARCH=arm64 ;;
    *) ARCH=x64 ;;
esac
export ARCH
export CLIENTS=${CLIENTS:-$LABDIR/npm}
export NODE=${NODE:-$CLIENTS/node/node_modules/node-linux-$ARCH/bin/node}
