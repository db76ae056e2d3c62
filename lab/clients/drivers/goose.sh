#!/bin/bash
# goose, headless, against $GATEWAY: goose.sh CASE.  P=openai|anthropic; M: the model
set -u
. "$(dirname "$0")/common.sh"
GOOSE=${GOOSE:-$CLIENTS/goose/node_modules/@aaif/goose-binary-linux-$ARCH/bin/goose}
T=${T:-90}
MATCH='(messages|completions|responses)$'
export GOOSE_PROVIDER=${P:-openai} GOOSE_MODEL=${M:-gpt-4o} GOOSE_MODE=auto GOOSE_DISABLE_KEYRING=1 \
    GOOSE_TELEMETRY_ENABLED=false GOOSE_TELEMETRY_OFF=1
export OPENAI_HOST=$GATEWAY OPENAI_API_KEY=$GATEWAY_KEY OPENAI_CUSTOM_HEADERS="X-Team=blue" \
    ANTHROPIC_HOST=$GATEWAY ANTHROPIC_API_KEY=$GATEWAY_KEY

run() { timed "$GOOSE" run --no-session --with-builtin developer -t "$@"; }
say() { run "Say hello"; }

case $1 in
    plain) say ;;
    tool) run "USE_TOOL please" ;;

    e400 | e401 | e500 | e529) answers "${1#e}" 2; say ;;
    e429) answers 429 2 '{"retry-after":"2"}'; say ;;
    midstream | truncate | eof) breaks "$1" 5 2; say ;;
    *) run "$@" ;;
esac
