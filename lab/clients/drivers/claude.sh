#!/bin/bash
# Claude Code, headless, against $GATEWAY: claude.sh CASE (below; anything else goes to the client as it is).
#   AUTH=token|key|helper; M: the model
#   MODE=bedrock|vertex: as if it spoke to Bedrock or to Vertex AI, with the settings of docs/guides/agents.md
#   PROVIDER: the gateway's provider, by header
#   FULL_TRAFFIC=1 keeps what CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC switches off
set -u
. "$(dirname "$0")/common.sh"
CLAUDE=${CLAUDE:-$CLIENTS/claude-code/node_modules/@anthropic-ai/claude-code-linux-$ARCH/claude}
M=${M:-claude-sonnet-4-6}
MATCH=messages
export ANTHROPIC_BASE_URL=$GATEWAY DISABLE_AUTOUPDATER=1 DISABLE_ERROR_REPORTING=1
if [ "${FULL_TRAFFIC:-}" = 1 ]; then
    unset DISABLE_TELEMETRY DO_NOT_TRACK
else
    export CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1
fi

[ -z "${PROVIDER:-}" ] || export ANTHROPIC_CUSTOM_HEADERS="x-portkey-provider: $PROVIDER"
case ${MODE:-plain} in
    plain) ;;
    bedrock)
        AUTH=mode
        export CLAUDE_CODE_USE_BEDROCK=1 CLAUDE_CODE_SKIP_BEDROCK_AUTH=1 AWS_REGION=us-east-1
        export ANTHROPIC_BEDROCK_BASE_URL=$GATEWAY AWS_BEARER_TOKEN_BEDROCK=$GATEWAY_KEY ;;
    vertex)
        AUTH=mode
        export CLAUDE_CODE_USE_VERTEX=1 CLAUDE_CODE_SKIP_VERTEX_AUTH=1 CLOUD_ML_REGION=global
        export ANTHROPIC_VERTEX_BASE_URL=$GATEWAY/v1 ANTHROPIC_VERTEX_PROJECT_ID=any
        export ANTHROPIC_CUSTOM_HEADERS="Authorization: Bearer $GATEWAY_KEY${PROVIDER:+
x-portkey-provider: $PROVIDER}" ;;
esac

settings=()
case ${AUTH:-token} in
    mode) ;;
    token) export ANTHROPIC_AUTH_TOKEN=$GATEWAY_KEY ;;
    key) export ANTHROPIC_API_KEY=$GATEWAY_KEY ;;
    helper) # prints another key every time, so that a rerun can be seen
        cat > "$HOME/helper.sh" <<H
#!/bin/bash
n=\$(cat "$HOME/n" 2> /dev/null || echo 0)
echo \$((n + 1)) > "$HOME/n"
echo dummy-helper-key-\$n
H
        chmod +x "$HOME/helper.sh"
        settings=(--settings "{\"apiKeyHelper\":\"$HOME/helper.sh\"}")
        ;;
esac

run() { timed "$CLAUDE" "$@" --model "$M" ${settings[@]+"${settings[@]}"}; }
say() { run -p "Say hello" "$@"; }

# Errors in the provider's shape: what a gateway has to say to the user (from the client's own gateway contract).
error() { echo "{\"type\":\"error\",\"request_id\":\"req_gw_1\",\"error\":{\"type\":\"$1\",\"message\":\"$2\"}}"; }
ONCE='{"x-should-retry":"false"}'
SPENT=$(error billing_error 'Team blue has used its daily budget. It resets at midnight UTC.')
BLOCKED=$(error policy_blocked 'Blocked by the company guardrail: looks like a card number.')
ANSWER='{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"]}'
capped() { # the headers with which a gateway says that a budget is used up
    local unified=anthropic-ratelimit-unified
    echo "{\"retry-after\":\"37800\",\"x-should-retry\":\"false\",\"$unified-status\":\"rejected\","
    echo "\"$unified-reset\":\"1795500000\",\"$unified-overage-reset\":\"1795500000\","
    echo "\"$unified-overage-utilization\":\"1\",\"$unified-overage-surpassed-threshold\":\"1\","
    echo "\"$unified-overage-period\":\"daily\",\"$unified-overage-disabled-reason\":\"org_spend_cap_reached\"}"
}

case $1 in
    plain) say ;;
    tool) run -p "USE_TOOL please" --allowedTools "Bash Read" ;;
    two) run -p "USE_TWO_TOOLS please" --allowedTools "Bash Read" ;;
    read) run -p "USE_TOOL TOOL=Read please" --allowedTools "Bash Read" ;;
    agent) run -p "USE_TOOL TOOL=Agent please" --allowedTools "Bash Read Agent" ;;
    websearch) run -p "USE_TOOL TOOL=WebSearch please" --allowedTools "WebSearch" --tools "WebSearch,Bash" ;;
    json) say --output-format json ;;
    stream) say --output-format stream-json --verbose --include-partial-messages ;;
    schema) say --output-format json --json-schema "$ANSWER" ;;
    context) run -p "/context" ;;
    headers) ANTHROPIC_CUSTOM_HEADERS=$'X-Team: blue\nx-litellm-tags: a,b' say ;;
    discovery) CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY=1 say ;;
    nobetas) CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1 say ;;

    e400) answers 400; say ;;
    e401) answers 401 2; say ;;
    e403) answers 403; say ;;
    e404) answers 404; say ;;
    e413) answers 413; say ;;
    e429) answers 429 2 '{"retry-after":"2"}'; say ;;
    e429nr) answers 429 1 "$ONCE"; say ;;
    e429nohdr) answers 429 2; say ;;
    e500) answers 500 2; say ;;
    e502html) answers 502 1 '{"content-type":"text/html"}' '"<html>bad gateway</html>"'; say ;;
    e529) answers 529 4; say ;;
    midstream) breaks midstream 4; say ;;
    midstream0) breaks midstream 1; say ;;
    truncate) breaks truncate 5; say ;;
    eof) breaks eof 5; say ;;
    reset) arm '"mode":"reset"'; say ;;

    quota) answers 429 2 '{"retry-after":"2"}' "$(error billing_error 'The account has no credit.')"; say ;;
    spendcap) answers 429 9 "$(capped)" "$SPENT"; say ;;
    spendcap-plain) answers 429 9 "$ONCE" "$SPENT"; say ;;
    policy) answers 400 9 "$ONCE" "$BLOCKED"; say ;;
    policy-mid) breaks midstream 4 9 "$BLOCKED"; say ;;
    e401nr) answers 401 9 "$ONCE" "$(error authentication_error 'This gateway key has expired')"; say ;;
    toolong)
        answers 400 1 '{}' "$(error invalid_request_error 'prompt is too long: 210000 tokens > 200000 maximum')"; say ;;
    badbeta)
        text='Unexpected value(s) `effort-2025-11-24` for the `anthropic-beta` header.'
        answers 400 1 '{}' "$(error invalid_request_error "$text")"; say ;;
    count501)
        MATCH=count_tokens answers 501 99 "$ONCE" "$(error not_supported 'not supported')"; run -p "/context" ;;
    *) run "$@" ;;
esac
