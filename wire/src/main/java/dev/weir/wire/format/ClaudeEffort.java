package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Setting;
import java.util.Optional;

/// How much a caller wants a Claude to think, while it is read: an effort, and `thinking` beside it, which may say
/// otherwise.
final class ClaudeEffort {

    private final Settings settings;
    private final Losses losses;
    private Optional<At<Effort>> said = Optional.empty();

    ClaudeEffort(Settings settings, Losses losses) {
        this.settings = settings;
        this.losses = losses;
    }

    /// Reads `effort`, if it is there.
    void effort(Fields fields) {
        if (!fields.has("effort")) {
            return;
        }
        String word = fields.text("effort");
        String place = fields.place("effort");
        if (said.isPresent()) {
            losses.approximated(place, "another effort is said before");
            return;
        }
        said = Effort.of(word).map(effort -> new At<>(place, effort));
        if (said.isEmpty()) {
            losses.invalid(place, word + " is no effort");
        }
    }

    /// Reads the members of `thinking`.
    void thinking(Fields thinking) {
        String type = thinking.place("type");
        switch (thinking.text("type")) {
            case "disabled" -> instead(type, Effort.NONE, "thinking is disabled");
            case "enabled" -> {
                long budget = thinking.take("budget_tokens").longValue(0);
                if (said.isEmpty()) {
                    said = Optional.of(new At<>(thinking.place("budget_tokens"), Effort.of(budget)));
                } else {
                    losses.approximated(thinking.place("budget_tokens"), "the effort says it");
                }
            }
            case "adaptive" -> said = said.or(() -> Optional.of(new At<>(type, Effort.AUTO)));
            case "between_tools" -> {
                losses.approximated(type, "the model is asked for as little thinking as it can");
                instead(type, Effort.LOW, "the model is to think between tools only");
            }
            case String other ->
                losses.invalid(type, "adaptive, enabled, disabled or between_tools is wanted, not " + other);
        }
        String display = thinking.place("display");
        switch (thinking.text("display")) {
            case "summarized", "updates" -> settings.set(display, new Setting.TellThoughts("auto"));
            case "omitted" -> settings.set(display, new Setting.TellThoughts("none"));
            default -> {}
        }
    }

    private void instead(String place, Effort effort, String why) {
        said.ifPresent(before -> losses.ignored(before.place(), why));
        said = Optional.of(new At<>(place, effort));
    }

    /// Sets what was said in the end.
    void set() {
        said.ifPresent(effort -> settings.set(effort.place(), new Setting.Think(effort.value())));
    }
}
