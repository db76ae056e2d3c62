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
            // opencode, goose
            "x-session-id",
            "x-session-affinity",
            "agent-session-id");

    private static final List<String> TO_PROVIDER_BY_PREFIX =
            List.of("anthropic-", "x-stainless-", "x-codex-", "x-claude-code-");

    /// Named by a prefix, but about whose account it is.
    private static final Set<String> NOT_TO_PROVIDER = Set.of("anthropic-workspace-id", "anthropic-organization-id");

    private static final Set<String> TO_CLIENT = Set.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-model",
            "openai-processing-ms",
            "openai-version",
            "x-codex-turn-state",
            "x-reasoning-included");

    private ForwardedHeaders() {}

    public static Headers.Builder toProvider(Headers headers) {
        return headers.only(ForwardedHeaders::goesToProvider).toBuilder();
    }

    static Headers.Builder toClient(Headers headers) {
        return headers.only(TO_CLIENT::contains).toBuilder();
    }

    private static boolean goesToProvider(String name) {
        return TO_PROVIDER.contains(name)
                || (TO_PROVIDER_BY_PREFIX.stream().anyMatch(name::startsWith) && !NOT_TO_PROVIDER.contains(name));
    }
}
