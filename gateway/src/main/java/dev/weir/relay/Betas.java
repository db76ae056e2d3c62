package dev.weir.relay;

import dev.weir.config.Passing;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which of a caller's `anthropic-beta` flags go on. Amazon Bedrock and Vertex AI refuse a call for a flag that they do
/// not know, so unless the operator decides, callers who meant another platform get there with the flags that the
/// platform is known to take, and the others are reported.
final class Betas {

    private static final Set<String> BOTH = Set.of(
            "compact-2026-01-12",
            "computer-use-2025-01-24",
            "computer-use-2025-11-24",
            "context-1m-2025-08-07",
            "context-management-2025-06-27",
            "dangerous-tool-use-2026-09-03",
            "thinking-binding-controls-2026-08-01",
            "thinking-display-updates-2026-08-18",
            "tool-search-tool-2025-10-19");

    private static final Set<String> BEDROCK = Set.of(
            "effort-2025-11-24",
            "fine-grained-tool-streaming-2025-05-14",
            "mid-conversation-output-config-2026-07-01",
            "mid-conversation-tool-changes-2026-07-01");

    private static final Set<String> VERTEX = Set.of(
            "compact-2026-09-04",
            "interleaved-thinking-2025-05-14",
            "per-turn-control-2026-07-01",
            "web-search-2025-03-05");

    /// What both platforms call something else.
    private static final Map<String, String> RENAMED =
            Map.of("advanced-tool-use-2025-11-20", "tool-search-tool-2025-10-19");

    private Betas() {}

    static List<String> passing(
            List<String> said, Envelope from, Envelope to, Optional<Passing> policy, Losses losses) {
        var passing = new ArrayList<String>();
        for (String flag : said) {
            String name = from != to && platform(to) ? RENAMED.getOrDefault(flag, flag) : flag;
            boolean passes =
                    policy.map(one -> one.passes(flag) || one.passes(name)).orElseGet(() -> known(name, from, to));
            if (!passes) {
                losses.ignored("anthropic-beta", "the flag %s does not go on to this provider".formatted(flag));
            } else if (!passing.contains(name)) {
                passing.add(name);
            }
        }
        return passing;
    }

    private static boolean platform(Envelope envelope) {
        return envelope == Envelope.BEDROCK || envelope == Envelope.VERTEX;
    }

    private static boolean known(String flag, Envelope from, Envelope to) {
        return switch (to) {
            case BEDROCK -> from == to || BOTH.contains(flag) || BEDROCK.contains(flag);
            case VERTEX -> from == to || BOTH.contains(flag) || VERTEX.contains(flag);
            case OWN, CONVERSE, GEMINI, DEPLOYMENT -> true;
        };
    }
}
