#!/bin/bash
# Codex, headless, against $GATEWAY/v1: codex.sh CASE (below; anything else goes to the client as it is).
#   M: the model; PROV: more lines for the provider; TOP: more lines at the top of config.toml
set -u
. "$(dirname "$0")/common.sh"
CODEX=${CODEX:-$(echo "$CLIENTS"/codex/node_modules/@openai/codex-linux-"$ARCH"/vendor/*/bin/codex)}
M=${M:-gpt-5}
MATCH=responses
export CODEX_HOME=$HOME/.codex GATEWAY_API_KEY=$GATEWAY_KEY RUST_LOG=${RUST_LOG:-error}
mkdir -p "$CODEX_HOME"
cat > "$CODEX_HOME/config.toml" <<TOML
model = "$M"
model_provider = "${PROVIDER:-gw}"
check_for_update_on_startup = false
${TOP:-}
[analytics]
enabled = false
[model_providers.gw]
name = "Company AI gateway"
base_url = "$GATEWAY/v1"
env_key = "GATEWAY_API_KEY"
wire_api = "responses"
http_headers = { "X-Team" = "blue" }
${PROV:-}
TOML

run() { timed "$CODEX" exec --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox "$@"; }
say() { run "Say hello" "$@"; }

limited() { # a stream that fails because of a rate limit
    local error='{"code":"rate_limit_exceeded","message":"Rate limit reached. Please try again in 1.5s."}'
    local response="{\"id\":\"resp_x\",\"object\":\"response\",\"status\":\"failed\",\"error\":$error,\"output\":[]}"
    echo "{\"type\":\"response.failed\",\"sequence_number\":3,\"response\":$response}"
}

case $1 in
    plain) say ;;
    json) say --json ;;
    tool) run "USE_TOOL please" ;;
    two) run "USE_TWO_TOOLS please" ;;
    schema)
        members='"properties":{"answer":{"type":"string"}},"required":["answer"]'
        echo "{\"type\":\"object\",$members,\"additionalProperties\":false}" > "$HOME/schema.json"
        say --output-schema "$HOME/schema.json" ;;

    e400) answers 400; say ;;
    e401 | e403 | e404 | e500 | e503 | e529) answers "${1#e}" 2; say ;;
    e429) answers 429 2 '{"retry-after":"2"}'; say ;;
    midstream) breaks midstream 5; say ;;
    midrate) breaks midstream 3 1 "$(limited)"; say ;;
    truncate) breaks truncate 6; say ;;
    eof) breaks eof 6; say ;;
    reset) arm '"mode":"reset"'; say ;;
    *) run "$@" ;;
esac
