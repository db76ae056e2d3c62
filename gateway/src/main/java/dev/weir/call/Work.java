package dev.weir.call;

import dev.weir.wire.chat.Usage;

/// What a provider did for an attempt, as far as it can be known here.
///
/// @param usage what the provider counted, perhaps not all of it
/// @param said how many bytes of text, thoughts and arguments came from it
/// @param delivered how many of these went on to the client
/// @param reached whether the client has heard anything of this answer
public record Work(Charge charge, Usage usage, long said, long delivered, boolean reached) {

    /// What providers take money for.
    public enum Charge {
        /// It never reached the provider, or the provider refused it.
        NOTHING,
        /// What the provider counted.
        COUNTED,
        /// The input and what was said: the provider did not get to its count.
        SAID,
        /// Nobody knows how much: it may have been all that was asked for.
        ANYTHING
    }

    public static final Work NONE = new Work(Charge.NOTHING, Usage.NONE, 0, 0, false);
}
