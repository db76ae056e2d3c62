package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Setting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;

/// What a caller's request says beside the conversation and the tools, while it is read.
final class Settings {

    private final Losses losses;
    private final List<At<Setting>> all = new ArrayList<>();

    Settings(Losses losses) {
        this.losses = losses;
    }

    List<At<Setting>> list() {
        return all;
    }

    void set(String place, Setting setting) {
        all.add(new At<>(place, setting));
    }

    void text(Fields fields, String name, Function<String, Setting> setting) {
        if (fields.has(name)) {
            set(fields.place(name), setting.apply(fields.text(name)));
        }
    }

    void number(Fields fields, String name, Function<BigDecimal, Setting> setting) {
        JsonNode value = fields.take(name);
        Optional<BigDecimal> number = value.decimalValueOpt();
        if (number.isPresent()) {
            set(fields.place(name), setting.apply(number.get()));
        } else if (!value.isMissingNode()) {
            losses.invalid(fields.place(name), "a number is wanted");
        }
    }

    void whole(Fields fields, String name, LongFunction<Setting> setting) {
        JsonNode value = fields.take(name);
        OptionalLong whole = value.longValueOpt();
        if (whole.isPresent()) {
            set(fields.place(name), setting.apply(whole.getAsLong()));
        } else if (!value.isMissingNode()) {
            losses.invalid(fields.place(name), "a whole number is wanted");
        }
    }

    void effort(Fields fields, String name) {
        if (fields.has(name)) {
            String word = fields.text(name);
            Effort.of(word)
                    .ifPresentOrElse(
                            effort -> set(fields.place(name), new Setting.Think(effort)),
                            () -> losses.invalid(fields.place(name), word + " is no effort"));
        }
    }
}
