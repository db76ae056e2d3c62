#!/bin/bash
# acceptance.sh [NAME-REGEX]: every client that is installed, against $GATEWAY; a line per case. Runs inside lab.sh.
#   SLOW=1        adds the fault cases: the mock, behind the gateway, fails in all the ways that providers do
#   LAB_ACROSS=1  the cases across formats instead
#   LAB_GATEWAY   weir (default), demo (./weir demo, no mock) or proxy (passes everything, knows no keys)
# What the clients print goes to $RECDIR/accept-out, what reached the mock to $RECDIR/accept.
set -u
FILTER=${1:-.}
LAB_GATEWAY=${LAB_GATEWAY:-weir}
CHAT=${CHAT_MODEL:-mock-model}; export CHAT
OUT=$RECDIR/accept-out
base=$HOME passed=0 failed=0 missing=()
mkdir -p "$OUT"

client() { # FOLDER: the cases that follow need it; false if it is not installed
    [ ! -e "$CLIENTS/$1/.installed" ] || return 0
    missing+=("$1"); return 1
}

# The SDK drivers print `CLIENT CASE: KIND/Error ...` for a case that failed.
says_error() { grep -qE '^[a-z0-9]+ [^:]*: (Error|TypeError|[A-Za-z_]*Error/)' "$1"; }

# Claude Code asks again without streaming when a stream broke; only an upstream 404 excuses that.
fell_back() { # NAME
    [[ $1 =~ ^claude && ! $1 =~ e404 && $LAB_GATEWAY != demo ]] || return 1
    curl -s "$MOCK/__mock" | grep -qE '"req":"POST [^"]*/messages(\?[^"]*)?"[^}]*json 200'
}

check() { # NAME WANTED-REGEX COMMAND: passes if what COMMAND prints has WANTED, within LONGEST seconds
    [[ $1 =~ $FILTER ]] || return 0
    export HOME=$base/$1 WORKDIR=$base/work/$1
    export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache \
        XDG_STATE_HOME=$HOME/.local/state
    mkdir -p "$HOME" "$WORKDIR" && cd "$WORKDIR" || exit 1
    echo "mock notes: the magic word is PONG" > notes.txt
    fault '{"reset":true,"faults":[]}'
    local start=$SECONDS printed=$OUT/$1.txt verdict
    timeout "${LONGEST:-180}" bash -c "$3" > "$printed" 2>&1
    if grep -qE -- "$2" "$printed" && ! says_error "$printed" && ! fell_back "$1"; then
        passed=$((passed + 1)) verdict=PASS
    else
        failed=$((failed + 1)) verdict=FAIL
    fi
    printf '%-28s %s %3ss\n' "$1" $verdict $((SECONDS - start))
}

summary() { # and the end
    if [ "$LAB_GATEWAY" = weir ] && grep -qF -- "$GATEWAY_KEY" "$RECDIR"/accept/*.json 2> /dev/null; then
        failed=$((failed + 1))
        echo "the callers' key went to the provider, see $(grep -lF -- "$GATEWAY_KEY" "$RECDIR"/accept/*.json | head -1)"
    fi
    [ ${#missing[@]} = 0 ] || echo "not installed: $(printf '%s\n' "${missing[@]}" | sort -u | xargs)"
    echo "what the clients printed: $OUT"
    echo "passed $passed, failed $failed"
    [ $failed = 0 ] && exit 0 || exit 1
}

RAN='The tool ran'
SONNET=claude-sonnet-4-6
# Asked by Converse: a Claude, which signs what it thinks, and a model that reads nothing else.
CONVERSE=@bedrock-converse/us.anthropic.claude-sonnet-4-6
NOVA=us.amazon.nova-2-lite-v1:0

# Across formats: what the client speaks, at a provider that speaks something else.
if [ "${LAB_ACROSS:-}" = 1 ]; then
    if client claude-code; then
        check across-claude-responses     "$RAN" 'M=@openai/gpt-5.5 $D/claude.sh tool'
        check across-claude-responses-two "$RAN" 'M=@openai/gpt-5.5 $D/claude.sh two'
        check across-claude-chat          "$RAN" 'M=@groq/gpt-5.5 $D/claude.sh tool'
        check across-claude-chat-two      "$RAN" 'M=@groq/gpt-4o $D/claude.sh two'
        check across-claude-chat-agent    "$RAN" 'M=@groq/gpt-5.5 $D/claude.sh agent'
        check across-claude-gemini        "$RAN" 'M=@google/gemini-3-pro $D/claude.sh tool'
        check across-claude-gemini-two    "$RAN" 'M=@google/gemini-3-pro $D/claude.sh two'
        check across-claude-gemini-agent  "$RAN" 'M=@google/gemini-3-pro $D/claude.sh agent'
        check across-claude-gemini-vertex "$RAN" 'M=@vertex-ai/gemini-2.5-pro $D/claude.sh tool'
        check across-claude-converse       "$RAN" "M=$CONVERSE \$D/claude.sh tool"
        check across-claude-converse-two   "$RAN" "M=$CONVERSE \$D/claude.sh two"
        check across-claude-converse-agent "$RAN" "M=$CONVERSE \$D/claude.sh agent"
        check across-claude-nova           "$RAN" "M=$NOVA \$D/claude.sh tool"
        check across-claude-nova-agent     "$RAN" "M=$NOVA \$D/claude.sh agent"
    fi
    if client codex; then
        check across-codex-messages     "$RAN" "M=$SONNET \$D/codex.sh tool"
        check across-codex-messages-two "$RAN" "M=$SONNET \$D/codex.sh two"
        check across-codex-bedrock      "$RAN" 'M=us.anthropic.claude-sonnet-4-6 $D/codex.sh tool'
        check across-codex-chat         "$RAN" 'M=@groq/gpt-5.5 $D/codex.sh tool'
        check across-codex-converse     "$RAN" "M=$CONVERSE \$D/codex.sh tool"
        check across-codex-converse-two "$RAN" "M=$CONVERSE \$D/codex.sh two"
        check across-codex-nova         "$RAN" "M=$NOVA \$D/codex.sh tool"
        check across-codex-schema       '"answer"' 'M=@groq/gpt-5.5 $D/codex.sh schema'
        check across-codex-schema-converse '"answer"' "M=$CONVERSE \$D/codex.sh schema"
        check across-codex-schema-nova     '"answer"' "M=$NOVA \$D/codex.sh schema"
        check across-codex-schema-messages '"answer"' "M=$SONNET \$D/codex.sh schema"
        check across-codex-gemini        "$RAN" 'M=gemini-3-pro $D/codex.sh tool'
        check across-codex-gemini-two    "$RAN" 'M=gemini-3-pro $D/codex.sh two'
        check across-codex-gemini-vertex "$RAN" 'M=@vertex-ai/gemini-2.5-pro $D/codex.sh tool'
        check across-codex-schema-gemini    '"answer"' 'M=gemini-3-pro $D/codex.sh schema'
    fi
    if client opencode; then
        check across-opencode-chat-messages      "$RAN" "M=$SONNET \$D/opencode.sh tool"
        check across-opencode-messages-chat      "$RAN" 'NPM=@ai-sdk/anthropic M=@groq/gpt-5.5 $D/opencode.sh tool'
        check across-opencode-messages-responses "$RAN" 'NPM=@ai-sdk/anthropic M=@openai/gpt-5.5 $D/opencode.sh tool'
        check across-opencode-responses-messages "$RAN" "NPM=@ai-sdk/openai M=$SONNET \$D/opencode.sh tool"
        check across-opencode-chat-gemini        "$RAN" 'M=gemini-3-pro $D/opencode.sh tool'
        check across-opencode-messages-gemini    "$RAN" 'NPM=@ai-sdk/anthropic M=gemini-3-pro $D/opencode.sh tool'
        check across-opencode-responses-gemini   "$RAN" 'NPM=@ai-sdk/openai M=gemini-3-pro $D/opencode.sh two'
        check across-opencode-chat-converse      "$RAN" "M=$CONVERSE \$D/opencode.sh tool"
        check across-opencode-messages-converse  "$RAN" "NPM=@ai-sdk/anthropic M=$CONVERSE \$D/opencode.sh tool"
        check across-opencode-responses-nova     "$RAN" "NPM=@ai-sdk/openai M=$NOVA \$D/opencode.sh tool"
    fi
    if client continue; then
        check across-continue-chat-messages      "$RAN" "M=$SONNET \$D/continue.sh tool"
        check across-continue-messages-chat      "$RAN" 'API=anthropic M=@groq/gpt-5.5 $D/continue.sh tool'
        check across-continue-messages-responses "$RAN" 'API=anthropic M=@openai/gpt-5.5 $D/continue.sh tool'
        check across-continue-chat-gemini        "$RAN" 'M=gemini-3-pro $D/continue.sh tool'
        check across-continue-messages-gemini    "$RAN" 'API=anthropic M=gemini-3-pro $D/continue.sh tool'
        check across-continue-chat-converse      "$RAN" "M=$CONVERSE \$D/continue.sh tool"
        check across-continue-messages-nova      "$RAN" "API=anthropic M=$NOVA \$D/continue.sh tool"
    fi
    if client goose; then
        check across-goose-chat-messages      "$RAN" "M=$SONNET \$D/goose.sh tool"
        check across-goose-messages-chat      "$RAN" 'P=anthropic M=@groq/gpt-5.5 $D/goose.sh tool'
        check across-goose-messages-responses "$RAN" 'P=anthropic M=@openai/gpt-5.5 $D/goose.sh tool'
        check across-goose-chat-gemini        "$RAN" 'M=gemini-3-pro $D/goose.sh tool'
        check across-goose-messages-gemini    "$RAN" 'P=anthropic M=gemini-3-pro $D/goose.sh tool'
        check across-goose-chat-converse      "$RAN" "M=$CONVERSE \$D/goose.sh tool"
        check across-goose-messages-nova      "$RAN" "P=anthropic M=$NOVA \$D/goose.sh tool"
    fi
    if client langchain; then
        check across-langchain           'embeddings: OK' "CM=$SONNET AM=@groq/gpt-5.5 \$NODE \$D/sdk.mjs langchain"
        check across-langchain-responses 'embeddings: OK' "CM=$SONNET AM=@openai/gpt-5.5 \$NODE \$D/sdk.mjs langchain"
        check across-langchain-gemini    'embeddings: OK' 'CM=gemini-3-pro AM=gemini-2.5-pro $NODE $D/sdk.mjs langchain'
        check across-langchain-converse  'embeddings: OK' "CM=$CONVERSE AM=$NOVA \$NODE \$D/sdk.mjs langchain"
    fi
    if client aisdk; then
        check across-ai           'embedMany: OK' "CM=$SONNET AM=@groq/gpt-5.5 \$NODE \$D/sdk.mjs aisdk"
        check across-ai-responses 'embedMany: OK' "CM=$SONNET AM=@openai/gpt-5.5 \$NODE \$D/sdk.mjs aisdk"
        check across-ai-gemini    'embedMany: OK' 'CM=gemini-3-pro AM=gemini-2.5-pro $NODE $D/sdk.mjs aisdk'
        check across-ai-converse  'embedMany: OK' "CM=$CONVERSE AM=$NOVA \$NODE \$D/sdk.mjs aisdk"
    fi
    if client gemini; then
        check across-gemini-messages     "$RAN" "M=$SONNET \$D/gemini.sh tool"
        check across-gemini-messages-two "$RAN" "M=$SONNET \$D/gemini.sh two"
        check across-gemini-bedrock      "$RAN" 'M=us.anthropic.claude-sonnet-4-6 $D/gemini.sh tool'
        check across-gemini-converse     "$RAN" "M=$CONVERSE \$D/gemini.sh tool"
        check across-gemini-converse-two "$RAN" "M=$CONVERSE \$D/gemini.sh two"
        check across-gemini-nova         "$RAN" "M=$NOVA \$D/gemini.sh tool"
        check across-gemini-responses    "$RAN" 'M=gpt-5.5 $D/gemini.sh tool'
        check across-gemini-responses-two "$RAN" 'M=gpt-5.5 $D/gemini.sh two'
        check across-gemini-chat         "$RAN" 'M=@groq/gpt-5.5 $D/gemini.sh tool'
        check across-gemini-chat-two     "$RAN" 'M=@groq/gpt-4o $D/gemini.sh two'
    fi
    summary
fi

if client claude-code; then
    check claude-plain     PONG                  '$D/claude.sh plain'
    check claude-tool      "$RAN"                '$D/claude.sh tool'
    check claude-two-tools "$RAN"                '$D/claude.sh two'
    check claude-agent     "$RAN"                '$D/claude.sh agent'
    check claude-websearch "$RAN"                '$D/claude.sh websearch'
    check claude-json      '"result":"[^"]*PONG' '$D/claude.sh json'
    check claude-key       PONG                  'AUTH=key $D/claude.sh plain'
    check claude-headers   PONG                  '$D/claude.sh headers'
    check claude-opus      PONG                  'M=opus $D/claude.sh plain'
    check claude-nobetas   PONG                  '$D/claude.sh nobetas'
    check claude-context   'Context Usage'       '$D/claude.sh context'
    check claude-tui       'From ?gateway'       'CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY=1 python3 $D/claude-tui.py'
fi
if client claude-code; then # as its users of Bedrock and Vertex AI have set it up
    check claude-bedrock-plain PONG   "MODE=bedrock M=us.anthropic.claude-sonnet-4-6 \$D/claude.sh plain"
    check claude-bedrock-tool  "$RAN" "MODE=bedrock M=us.anthropic.claude-sonnet-4-6 \$D/claude.sh tool"
    check claude-vertex-plain  PONG   "MODE=vertex M=$SONNET \$D/claude.sh plain"
    check claude-vertex-tool   "$RAN" "MODE=vertex M=$SONNET \$D/claude.sh tool"
fi
if [ "$LAB_GATEWAY" = demo ]; then # whose simulator plays all providers
    if client claude-code; then
        check claude-in-a-team 'refused once its team is deactivated' '$D/team.sh'
        LONGEST=600 check claude-until-the-money-is-spent '^spent to the end$' 'python3 $D/spend.py claude'
        for c in bedrock vertex-ai; do
            check claude-to-$c "$RAN" "PROVIDER=$c \$D/claude.sh tool"
        done
        check claude-bedrock-to-vertex-ai "$RAN" "MODE=bedrock M=@vertex-ai/$SONNET \$D/claude.sh tool"
    fi
    if client codex; then
        check codex-to-azure-openai "$RAN" 'M=azure-gpt-5 $D/codex.sh tool'
        LONGEST=600 check codex-until-the-money-is-spent '^spent to the end$' 'python3 $D/spend.py codex'
    fi
    if client gemini; then
        check gemini-plain PONG   'M=gemini-3-pro $D/gemini.sh plain'
        check gemini-tool  "$RAN" 'M=gemini-3-pro $D/gemini.sh tool'
    fi
fi
if client codex; then
    check codex-plain       PONG                   '$D/codex.sh plain'
    check codex-tool        "$RAN"                 '$D/codex.sh tool'
    check codex-two-tools   "$RAN"                 '$D/codex.sh two'
    check codex-schema      '"answer"'             '$D/codex.sh schema'
    check codex-gpt-5.5     "$RAN"                 'M=gpt-5.5 $D/codex.sh tool'
    check codex-lite        "$RAN"                 'M=gpt-6-sol $D/codex.sh tool'
    check codex-ws-fallback '^\[exit 0 after [0-3]s' 'PROV="supports_websockets = true" $D/codex.sh plain'
fi
if client opencode; then
    check opencode-chat      "$RAN" 'M=$CHAT $D/opencode.sh tool'
    check opencode-anthropic "$RAN" "NPM=@ai-sdk/anthropic M=$SONNET \$D/opencode.sh tool"
    check opencode-responses "$RAN" 'NPM=@ai-sdk/openai M=gpt-5.5 $D/opencode.sh tool'
fi
if client continue; then
    check continue-chat      "$RAN" 'M=$CHAT $D/continue.sh tool'
    check continue-anthropic "$RAN" "API=anthropic M=$SONNET \$D/continue.sh tool"
    check continue-responses "$RAN" 'M=gpt-5 $D/continue.sh tool'
fi
if client goose; then
    check goose-chat      "$RAN" '$D/goose.sh tool'
    check goose-anthropic "$RAN" "P=anthropic M=$SONNET \$D/goose.sh tool"
    check goose-responses "$RAN" 'M=gpt-5.5 $D/goose.sh tool'
fi
if client sdks; then
    check sdk-openai    'embeddings float: OK' '$NODE $D/sdk.mjs openai'
    check sdk-anthropic 'server tool: OK'      '$NODE $D/sdk.mjs anthropic'
    check sdk-portkey   'models: OK'           '$NODE $D/sdk.mjs portkey'
fi
if client langchain; then check sdk-langchain 'embeddings: OK' '$NODE $D/sdk.mjs langchain'; fi
if client aisdk; then check sdk-ai 'embedMany: OK' '$NODE $D/sdk.mjs aisdk'; fi
if client aisdk6; then check sdk-ai6 'embedMany: OK' '$NODE $D/sdk.mjs aisdk6'; fi

if [ "${SLOW:-}" = 1 ] && [ "$LAB_GATEWAY" != demo ]; then
    if client claude-code; then
        for c in e401 e429 e500 e529 e404 midstream truncate eof reset; do
            check claude-fault-$c PONG "\$D/claude.sh $c"
        done
        check claude-says-policy  guardrail  '$D/claude.sh policy'
        check claude-says-toolong 'too long' '$D/claude.sh toolong'
        if [ "$LAB_GATEWAY" = proxy ]; then
            check claude-says-spendcap budget  '$D/claude.sh spendcap'
            check claude-says-e401nr   expired '$D/claude.sh e401nr'
        else
            # What the provider says about the gateway's own account is not for the user; what the gateway says is.
            check claude-hides-quota PONG                     '$D/claude.sh quota'
            check claude-says-badkey 'Failed to authenticate' 'GATEWAY_KEY=not-a-token $D/claude.sh plain'
        fi
    fi
    if client codex; then
        for c in e429 e500 e529 midstream midrate truncate eof reset; do
            check codex-fault-$c PONG "\$D/codex.sh $c"
        done
    fi
    for c in e429 e500 e529; do
        if client opencode; then check opencode-fault-$c PONG "M=\$CHAT \$D/opencode.sh $c"; fi
        if client goose; then check goose-fault-$c PONG "\$D/goose.sh $c"; fi
    done
fi

summary
