#!/bin/bash
# Continue (cn), headless, against $GATEWAY/v1: continue.sh CASE.  API=openai|anthropic; M: the model
set -u
. "$(dirname "$0")/common.sh"
CN=${CN:-$CLIENTS/continue/node_modules/@continuedev/cli/dist/cn.js}
M=${M:-mock-model}
T=${T:-60}
MATCH='(messages|completions|responses)$'
export CONTINUE_TELEMETRY_ENABLED=0 CONTINUE_CLI_AUTO_UPDATED=1 CONTINUE_GLOBAL_DIR=$HOME/.continue
mkdir -p "$CONTINUE_GLOBAL_DIR"
cat > "$CONTINUE_GLOBAL_DIR/config.yaml" <<Y
name: gw
version: 1.0.0
schema: v1
models:
  - name: gw
    provider: ${API:-openai}
    model: "$M"
    apiKey: $GATEWAY_KEY
    apiBase: $GATEWAY/v1
    roles: [chat]
    capabilities: [tool_use]
    requestOptions:
      headers: { X-Team: blue }
Y

run() { timed "$NODE" "$CN" --config "$CONTINUE_GLOBAL_DIR/config.yaml" --allow Bash --allow Read -p "$@"; }
say() { run "Say hello"; }

case $1 in
    plain) say ;;
    tool) run "USE_TOOL please" ;;

    e401) answers 401; say ;;
    e429) answers 429 2 '{"retry-after":"2"}'; say ;;
    e500) answers 500 2; say ;;
    midstream | truncate) breaks "$1" 4; say ;;
    *) run "$@" ;;
esac
