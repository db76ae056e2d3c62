#!/bin/bash
# Gemini CLI, headless, against $GATEWAY: gemini.sh plain|tool|two. It speaks Gemini's own format.
set -u
. "$(dirname "$0")/common.sh"
GEMINI=${GEMINI:-$CLIENTS/gemini/node_modules/@google/gemini-cli}
M=${M:-gemini-2.5-pro}
T=${T:-60}
export GEMINI_API_KEY=$GATEWAY_KEY GOOGLE_GEMINI_BASE_URL=$GATEWAY GEMINI_TELEMETRY_ENABLED=false \
    GEMINI_CLI_TRUST_WORKSPACE=true
mkdir -p "$HOME/.gemini"
cat > "$HOME/.gemini/settings.json" <<'J'
{
  "privacy": { "usageStatisticsEnabled": false },
  "general": { "disableAutoUpdate": true, "enableAutoUpdate": false },
  "security": { "auth": { "selectedType": "gemini-api-key" } }
}
J
BIN=$("$NODE" -p "const b = require('$GEMINI/package.json').bin; typeof b == 'string' ? b : b.gemini")

run() { timed "$NODE" "$GEMINI/$BIN" -m "$M" "$@"; }

case $1 in
    plain) run -p "Say hello" ;;
    tool) run --yolo -p "USE_TOOL please" ;;
    two) run --yolo -p "USE_TWO_TOOLS please" ;;
    *) run "$@" ;;
esac
