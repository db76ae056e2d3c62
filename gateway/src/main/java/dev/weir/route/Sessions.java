package dev.weir.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Session;
import dev.weir.config.Operand;
import dev.weir.config.Sticky;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// By what a request's conversation is known.
final class Sessions {

    /// In which agents say their session: Claude Code, Codex, opencode, goose.
    private static final List<String> HEADERS =
            List.of("x-claude-code-session-id", "session-id", "x-session-id", "x-session-affinity", "agent-session-id");

    private final Asking asking;
    private final Facts facts;
    private Optional<Beginning> beginning = Optional.empty();
    private boolean looked;

    Sessions(Asking asking, Facts facts) {
        this.asking = asking;
        this.facts = facts;
    }

    /// What a conversation is known by.
    ///
    /// @param begins whether these are its first words, so that it has no place yet unless it named itself
    record Known(Session session, boolean begins) {}

    Optional<Known> of(Sticky sticky) {
        return switch (sticky) {
            case Sticky.Never() -> Optional.empty();
            case Sticky.Sessions() ->
                named(Sticky.SEAT)
                        .or(() -> beginning().map(it -> known("words", it.digest(), !it.goesOn(), Sticky.SEAT)));
            case Sticky.By(List<Operand> fields, Duration life) ->
                fields.isEmpty()
                        ? named(life).or(() -> beginning().map(it -> known("words", it.digest(), false, life)))
                        : by(fields, life);
        };
    }

    private Optional<Known> named(Duration life) {
        for (String name : HEADERS) {
            Optional<String> said = asking.headers().first(name).filter(value -> !value.isBlank());
            if (said.isPresent()) {
                return Optional.of(known("session", said.get(), false, life));
            }
        }
        // Claude Code's says the session, too; others say the user in it, whose conversations may well stay together.
        return asking.request()
                .text("prompt_cache_key")
                .or(() -> asking.request().text("metadata", "user_id"))
                .map(key -> known("key", key, false, life));
    }

    private Optional<Known> by(List<Operand> fields, Duration life) {
        var said = new StringBuilder();
        boolean any = false;
        for (Operand field : fields) {
            JsonNode value = facts.of(field);
            any |= !value.isMissingNode();
            said.append(value.isMissingNode() ? "-" : value.toString()).append('\n');
        }
        return any ? Optional.of(known("fields", said.toString(), false, life)) : Optional.empty();
    }

    private Optional<Beginning> beginning() {
        if (!looked) {
            looked = true;
            beginning = Beginning.of(asking.request());
        }
        return beginning;
    }

    private Known known(String by, String value, boolean begins, Duration life) {
        MessageDigest digest = Beginning.sha256();
        for (String part : List.of(asking.team(), by, value)) {
            digest.update(part.getBytes(UTF_8));
            digest.update((byte) 0);
        }
        return new Known(new Session(HexFormat.of().formatHex(digest.digest(), 0, 16), life), begins);
    }
}
