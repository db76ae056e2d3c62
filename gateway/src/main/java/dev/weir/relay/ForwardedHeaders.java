package dev.weir.relay;

import dev.weir.wire.http.Headers;
import java.util.List;
import java.util.Set;

/// Which headers pass: from a caller to a provider, and from a provider's answer to the caller. Everything else stays
/// here, credentials above all. A new value of a header that passes always passes; a new name is a line here.
public final class ForwardedHeaders {

    private static final Set<String> TO_PROVIDER = Set.of(
            "accept",
            "content-type",
            "idempotency-key",
            "openai-beta",
            "user-agent",
            "x-client-request-id",
            // Codex
            "originator",
            "session-id",
            "thread-id",
            "version",
            "x-openai-internal-codex-responses-lite",
            // Claude Code
            "x-app",
            // Google's SDKs
            "x-goog-api-client",
            "x-server-timeout",
            // opencode, goose
            "x-session-id",
            "x-session-affinity",
            "agent-session-id");

    private static final List<String> TO_PROVIDER_BY_PREFIX =
            List.of("anthropic-", "x-stainless-", "x-codex-", "x-claude-code-", "x-amzn-bedrock-");

    /// Named by a prefix, but about whose account it is.
    private static final Set<String> NOT_TO_PROVIDER = Set.of("anthropic-workspace-id", "anthropic-organization-id");

    private static final Set<String> TO_CLIENT = Set.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "x-amzn-errortype",
            "openai-model",
            "openai-processing-ms",
            "openai-version",
            "x-codex-turn-state",
            "x-reasoning-included");

    private ForwardedHeaders() {}

    public static Headers.Builder toProvider(Headers headers) {
        Headers.Builder passing = Headers.builder();
        headers.forEach((name, value) -> {
            if (goesToProvider(name)) {
                passing.add(name, value);
            }
        });
        return passing;
    }

    static Headers.Builder toClient(Headers headers) {
        Headers.Builder passing = Headers.builder();
        headers.forEach((name, value) -> {
            if (TO_CLIENT.contains(name)) {
                passing.add(name, value);
            }
        });
        return passing;
    }

    private static boolean goesToProvider(String name) {
        if (TO_PROVIDER.contains(name)) {
            return true;
        }
        for (String prefix : TO_PROVIDER_BY_PREFIX) {
            if (name.startsWith(prefix)) {
                return !NOT_TO_PROVIDER.contains(name);
            }
        }
        return false;
    }
}
