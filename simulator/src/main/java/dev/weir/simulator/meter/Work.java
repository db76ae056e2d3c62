package dev.weir.simulator.meter;

import dev.weir.simulator.prompt.Tokens;
import dev.weir.wire.chat.Usage;

/// What an answer takes to make.
///
/// @param input what was read, and how often the web is searched; no output
/// @param output bytes that are generated in all
/// @param thought the part of them that is thought, which comes first
public record Work(String id, String model, String format, String credential, Usage input, long output, long thought) {

    /// The usage when so many bytes have been generated.
    public Usage after(long generated) {
        return new Usage(
                        input.fresh(),
                        input.cacheRead(),
                        input.cacheWrite(),
                        Tokens.of(generated),
                        Tokens.of(Math.min(generated, thought)),
                        generated > 0 ? input.searches() : 0)
                .withAudio(input.audio());
    }

    public Usage whole() {
        return after(output);
    }
}
