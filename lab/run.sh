#!/bin/bash
# run.sh [--demo|--across] [REGEX]: real clients against Weir in a namespace without a route; a line per case, and at the end
# `passed N, failed M`. REGEX chooses cases by name.
#   SLOW=1       adds the cases in which the provider fails
#   --demo       the plain cases against `./weir demo` and its simulator, instead of `./weir up` and the mock
#   --across     each client at providers that speak another format, against the same
#   GATEWAY_CMD  another gateway on 127.0.0.1:9000; with GATEWAY_KEY if it has no /oauth2/token of ours
#   LABDIR       where clients, their homes and the recordings are (default: weir-lab in the user's cache)
# Exit status: 0 all passed, 1 some failed or the gateway did not start, 2 the lab cannot run here.
set -u
lab=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$lab")
. "$lab/env.sh"

demo=no
[ "${1:-}" != --across ] || { demo=yes; export LAB_ACROSS=1; shift; }
[ "${1:-}" != --demo ] || { demo=yes; shift; }

cannot() { echo "lab: $1" >&2; exit 2; }
for tool in unshare ip curl python3; do
    command -v $tool > /dev/null || cannot "$tool is needed (on Debian: util-linux, iproute2, curl, python3)"
done
[ -x "$NODE" ] || cannot "there are no clients in $CLIENTS; lab/install.sh installs them"
user=(); [ "$(id -u)" = 0 ] || user=(-r)
unshare "${user[@]}" -n -p -f --mount-proc true 2> /dev/null \
    || cannot "this system does not permit 'unshare -n -p' here; run as root, or allow user namespaces"

# Inside there is no network, so whatever has to be built is built before.
if [ $demo = yes ] || [ -z "${GATEWAY_CMD:-}" ]; then
    . "$lab/jdk.sh"
    "$repo/weir" --version > /dev/null || exit 1
fi

secret() { echo "weir_$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"; }
export WEIR_LAB_REPO=$repo
if [ $demo = yes ]; then
    export LAB_GATEWAY=demo NO_MOCK=1 CHAT_MODEL=gpt-4o PORT=8787
    export LAB_PROVIDER=openai LAB_OTHER_PROVIDER=@anthropic LAB_VIRTUAL_KEY=openai
    export GATEWAY=http://127.0.0.1:8787 GATEWAY_READY=/health/ready
    export GATEWAY_CMD='cd "$HOME" && exec "$WEIR_LAB_REPO/weir" demo'
    export GATEWAY_KEY_CMD='cd "$HOME" && "$WEIR_LAB_REPO/weir" token'
    unset GATEWAY_KEY
else
    export GATEWAY=${GATEWAY:-http://127.0.0.1:9000} GW_PORT=9000
    if [ -n "${GATEWAY_KEY:-}" ]; then
        export LAB_GATEWAY=${LAB_GATEWAY:-proxy}
    else
        export LAB_GATEWAY=weir GATEWAY_READY=/health/ready
        # What weir.yaml takes from the environment: the client's secret, and the keys for the mock.
        WEIR_LAB_SECRET=$(secret); export WEIR_LAB_SECRET
        for n in 1 2 3 4 5 6; do export "WEIR_LAB_KEY_$n=$(secret)"; done
        export GATEWAY_KEY_CMD='curl -sS -u "lab:$WEIR_LAB_SECRET" -d grant_type=client_credentials \
            "$GATEWAY/oauth2/token" | "$NODE" -p "JSON.parse(require(\"fs\").readFileSync(0)).access_token ?? \"\""'
    fi
    up='cd "$HOME" && exec "$WEIR_LAB_REPO/weir" up --config "$WEIR_LAB_REPO/lab/weir.yaml"'
    export GATEWAY_CMD=${GATEWAY_CMD:-$up}
fi

# Every run starts anew: no client remembers, and the recordings are of this run.
export RECDIR=${RECDIR:-$LABDIR/rec}
rm -rf "$RECDIR/accept" "$RECDIR/accept-out" "$LABDIR/home/accept" "$LABDIR/work/accept"
exec "$lab/clients/lab.sh" accept "$lab/clients/acceptance.sh" "${1:-.}"
