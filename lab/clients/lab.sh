#!/bin/bash
# lab.sh NAME COMMAND...: runs COMMAND in a namespace that has only loopback, next to a fresh recording mock.
#
# Recordings go to $RECDIR/NAME/NN-*.json. Every process of the run ends with it (own process namespace).
#   GATEWAY        what the clients are pointed at (default: the mock itself)
#   GATEWAY_CMD    starts the gateway inside the namespace, its upstream is $MOCK; it writes $RECDIR/NAME/gateway.log
#   GATEWAY_READY  the path that answers 200 once the gateway is ready (default: any answer of / will do)
#   GATEWAY_KEY    the clients' key; if it is not set, GATEWAY_KEY_CMD prints it once the gateway is ready
#   NO_MOCK=1      no mock: the gateway brings its own provider
set -u
LAB=$(cd "$(dirname "$0")" && pwd); export LAB
. "$LAB/../env.sh"

if [ "${IN_LAB:-}" != 1 ]; then
    root=(); [ "$(id -u)" = 0 ] || root=(-r)
    IN_LAB=1 exec unshare "${root[@]}" -n -p -f --kill-child --mount-proc "$0" "$@"
fi
ip link set lo up

NAME=$1; shift
export PORT=${PORT:-8787} RECDIR=${RECDIR:-$LABDIR/rec}
export MOCK=http://127.0.0.1:$PORT
export GATEWAY=${GATEWAY:-$MOCK}
export WORKDIR=${WORKDIR:-$LABDIR/work/$NAME} HOME=$LABDIR/home/$NAME
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache \
    XDG_STATE_HOME=$HOME/.local/state
out=$RECDIR/$NAME
mkdir -p "$WORKDIR" "$HOME" "$out"
[ -f "$WORKDIR/notes.txt" ] || echo "mock notes: the magic word is PONG" > "$WORKDIR/notes.txt"

# Nothing of the caller's shell decides what the clients do, and nothing calls home (there is no route anyway).
for name in $(compgen -e | grep -E \
    '^(ANTHROPIC|CLAUDE|OPENAI|CODEX|OPENCODE|GEMINI|GOOGLE|CONTINUE|GOOSE|PORTKEY|LANG(CHAIN|SMITH)|AWS|AZURE)'); do
    unset "$name"
done
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy ALL_PROXY all_proxy NODE_OPTIONS
export DO_NOT_TRACK=1 DISABLE_TELEMETRY=1 OTEL_SDK_DISABLED=true CI=1 NO_COLOR=1 TERM=dumb
PATH=$(dirname "$NODE"):$PATH

fail() { # MESSAGE: gives up, with the end of the gateway's log
    echo "lab: $1" >&2
    [ ! -f "$out/gateway.log" ] || { echo "lab: the end of $out/gateway.log:" >&2; tail -n 30 "$out/gateway.log" >&2; }
    exit 1
}

wait_for() { # URL STATUS-REGEX SECONDS [PID]: until URL answers so; not if PID has ended
    local end=$((SECONDS + $3))
    until curl -s -o /dev/null -w '%{http_code}' --max-time 5 "$1" | grep -qE "$2"; do
        [ $SECONDS -lt $end ] || return 1
        [ -z "${4:-}" ] || kill -0 "$4" 2> /dev/null || return 1
        sleep 0.1
    done
}

if [ "${NO_MOCK:-}" != 1 ]; then
    REC=$out "$NODE" "$LAB/mock.mjs" 2> "$out/mock.log" &
    wait_for "$MOCK/__mock" 200 10 $! || fail "the mock does not answer at $MOCK"
fi

if [ -n "${GATEWAY_CMD:-}" ]; then
    bash -c "$GATEWAY_CMD" > "$out/gateway.log" 2>&1 &
    ready=200; [ -n "${GATEWAY_READY:-}" ] || ready='[1-5]..'
    wait_for "$GATEWAY${GATEWAY_READY:-/}" "$ready" 60 $! || fail "the gateway is not ready at $GATEWAY"
fi
if [ -z "${GATEWAY_KEY:-}" ]; then
    GATEWAY_KEY=$(bash -c "${GATEWAY_KEY_CMD:-echo dummy-gateway-key}") && [ -n "$GATEWAY_KEY" ] \
        || fail "there is no key for the clients"
fi
export GATEWAY_KEY
unset "${!WEIR_LAB_@}" # the clients have no business with the gateway's secrets

fault() { # JSON: tells the mock what to do next, for example fault '{"faults":[{"status":500}]}'
    [ "${NO_MOCK:-}" = 1 ] \
        || curl -s -o /dev/null -X POST -H 'content-type: application/json' -d "$1" "$MOCK/__mock"
}
export -f fault

D=$LAB/drivers; export D; cd "$WORKDIR"
"$@"
