package dev.weir.wire.chat;

/// Something that a caller said and that its provider will not be told as it was said.
///
/// @param place a JSON pointer into what the caller sent, so that the caller can find it
public record Loss(String place, Grade grade, String why) {

    /// What a loss does to the meaning of a request.
    public enum Grade {
        /// Said otherwise, with nearly the same effect.
        APPROXIMATED,
        /// A wish that the answer may do without.
        IGNORED,
        /// The answer would be one to another question.
        CHANGED,
        /// Cannot be understood at all.
        INVALID
    }

    @Override
    public String toString() {
        return (place.isEmpty() ? "/" : place) + ": " + why;
    }
}
