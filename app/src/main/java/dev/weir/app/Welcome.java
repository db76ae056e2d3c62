package dev.weir.app;

/// What a person who has started the demo needs to go on, to be copied from the terminal.
final class Welcome {

    private Welcome() {}

    /// @param weir the command as the person has typed it
    static String text(String gateway, String control, String simulator, DemoState client, String token, String weir) {
        return """

                Weir is running.

                  gateway         %1$s
                  control plane   %2$s
                  simulator       %3$s   (plays all providers; nothing leaves this machine)
                  client id       %4$s
                  client secret   %5$s
                  token (1 hour)  %6$s

                Another token:  TOKEN=$(%7$s token)

                One curl for each format:

                  curl -sN %1$s/v1/messages -H "authorization: Bearer $TOKEN" -H 'anthropic-version: 2023-06-01' \\
                    --json '{"model":"claude-sonnet-4-6","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hello"}]}'
                  curl -sN %1$s/v1/chat/completions -H "authorization: Bearer $TOKEN" \\
                    --json '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hello"}]}'
                  curl -sN %1$s/v1/responses -H "authorization: Bearer $TOKEN" \\
                    --json '{"model":"gpt-5","stream":true,"input":"hello"}'
                  curl -s %1$s/v1/embeddings -H "authorization: Bearer $TOKEN" \\
                    --json '{"model":"text-embedding-3-small","input":"hello"}'
                  curl -sN "%1$s/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse" -H "x-goog-api-key: $TOKEN" \\
                    --json '{"contents":[{"role":"user","parts":[{"text":"hello"}]}]}'

                Claude Code     ANTHROPIC_BASE_URL=%1$s ANTHROPIC_AUTH_TOKEN=$TOKEN claude --model claude-sonnet-4-6
                  on Bedrock    CLAUDE_CODE_USE_BEDROCK=1 CLAUDE_CODE_SKIP_BEDROCK_AUTH=1 AWS_REGION=us-east-1 \\
                                  ANTHROPIC_BEDROCK_BASE_URL=%1$s AWS_BEARER_TOKEN_BEDROCK=$TOKEN \\
                                  claude --model us.anthropic.claude-sonnet-4-6
                Gemini CLI      GOOGLE_GEMINI_BASE_URL=%1$s GEMINI_API_KEY=$TOKEN gemini -m gemini-2.5-pro
                Goose           GOOSE_PROVIDER=openai GOOSE_MODEL=gpt-4o OPENAI_HOST=%1$s OPENAI_API_KEY=$TOKEN goose session
                Codex           in ~/.codex/config.toml:
                                  model = "gpt-5.5"
                                  model_provider = "weir"
                                  [model_providers.weir]
                                  name = "Weir"
                                  base_url = "%1$s/v1"
                                  wire_api = "responses"
                                  [model_providers.weir.auth]
                                  command = "%7$s"
                                  args = ["token"]
                OpenCode        in opencode.json (with WEIR_TOKEN=$TOKEN in the environment):
                                  { "model": "weir/claude-sonnet-4-6", "provider": { "weir": { "npm": "@ai-sdk/anthropic",
                                    "options": { "baseURL": "%1$s/v1", "apiKey": "{env:WEIR_TOKEN}" },
                                    "models": { "claude-sonnet-4-6": {} } } } }
                Continue        in config.yaml, under models:
                                  - { name: Weir, provider: anthropic, model: claude-sonnet-4-6, apiBase: %1$s/v1, apiKey: $TOKEN }
                LangChain       new ChatOpenAI({ model: 'gpt-4o', apiKey: token, configuration: { baseURL: '%1$s/v1' } })

                Ctrl-C ends it. Below is the log: one line for each call.
                """.formatted(gateway, control, simulator, client.clientId(), client.clientSecret(), token, weir);
    }
}
