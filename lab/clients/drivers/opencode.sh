#!/bin/bash
# opencode, headless, against $GATEWAY/v1: opencode.sh CASE (below; anything else goes to the client as it is).
#   NPM=@ai-sdk/openai-compatible (Chat) | @ai-sdk/anthropic (Messages) | @ai-sdk/openai (Responses); M: the model
set -u
. "$(dirname "$0")/common.sh"
OPENCODE=${OPENCODE:-$CLIENTS/opencode/node_modules/opencode-linux-$ARCH/bin/opencode}
NPM=${NPM:-@ai-sdk/openai-compatible}
M=${M:-mock-model}
T=${T:-90}
MATCH='(messages|completions|responses)$'
export OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_MODELS_FETCH=1 OPENCODE_DISABLE_SHARE=1 \
    OPENCODE_DISABLE_LSP_DOWNLOAD=1 OPENCODE_DISABLE_DEFAULT_PLUGINS=1 GW_KEY=$GATEWAY_KEY
cat > "$WORKDIR/opencode.json" <<J
{
  "\$schema": "https://opencode.ai/config.json",
  "autoupdate": false,
  "share": "disabled",
  "model": "gw/$M",
  "small_model": "gw/${SMALL:-$M}",
  "provider": {
    "gw": {
      "npm": "$NPM",
      "name": "Company gateway",
      "options": { "baseURL": "$GATEWAY/v1", "apiKey": "{env:GW_KEY}", "headers": { "X-Team": "blue" } },
      "models": { "$M": { "name": "$M", "tool_call": true, "limit": { "context": 200000, "output": 8192 } } }
    }
  },
  "permission": { "bash": "allow", "edit": "allow" }
}
J

run() { timed "$OPENCODE" run --print-logs --log-level ERROR "$@"; }
say() { run "Say hello" "$@"; }

case $1 in
    plain) say ;;
    json) say --format json ;;
    tool) run "USE_TOOL please" ;;
    two) run "USE_TWO_TOOLS please" ;;

    e400 | e401 | e500 | e529) answers "${1#e}" 2; say ;;
    e429) answers 429 2 '{"retry-after":"2"}'; say ;;
    midstream | truncate | eof) breaks "$1" 4 2; say ;;
    *) run "$@" ;;
esac
