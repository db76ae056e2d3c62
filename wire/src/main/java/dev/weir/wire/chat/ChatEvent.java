package dev.weir.wire.chat;

import dev.weir.problem.Problem;
import tools.jackson.databind.JsonNode;

/// One fact about an answer while it is being given.
///
/// A well-formed answer is `Started (Opened delta* Closed)* Finished`, with [Metered] and [Waiting] allowed anywhere
/// after the start; [Failed] may end it at any time. Decoders promise that order; encoders rely on it. Blocks are
/// numbered from zero and never overlap. Each event carries exactly one fact, so no reader has to ask which of several
/// fields happens to be set.
public sealed interface ChatEvent {

    record Started(String id, String model) implements ChatEvent {}

    record Opened(int index, Block block) implements ChatEvent {}

    /// A further piece of the text of a block, whatever it is the text of.
    record TextDelta(int index, String text) implements ChatEvent {}

    /// A further piece of what a tool is called with. A piece alone is rarely valid JSON.
    record ArgumentsDelta(int index, String piece) implements ChatEvent {}

    /// What the provider wants back with the thoughts of this block.
    record Sealed(int index, String seal) implements ChatEvent {}

    /// Where something in this block was taken from.
    record Cited(int index, Citation citation) implements ChatEvent {}

    record Closed(int index) implements ChatEvent {}

    /// The running total so far; a later one replaces an earlier one.
    record Metered(Usage usage) implements ChatEvent {}

    /// The provider lives and says nothing yet.
    record Waiting() implements ChatEvent {}

    /// @param detail the stop sequence that came up, or why the model refused; empty if that is not told
    record Finished(StopReason reason, String detail) implements ChatEvent {}

    record Failed(Problem problem) implements ChatEvent {}

    /// @param title empty if it has none
    /// @param quoted the words there; empty if they are not told
    record Citation(String url, String title, String quoted) {}

    sealed interface Block {
        record Text() implements Block {}

        record Refusal() implements Block {}

        record Thinking() implements Block {}

        /// Thoughts that nobody but the provider can read: all of it is the seal.
        record HiddenThinking(String seal) implements Block {}

        record ToolCall(String id, ToolName tool) implements Block {}

        /// What only the provider's format can say.
        record Opaque(String what, JsonNode json) implements Block {

            /// What all others are told in its place.
            public String told() {
                return "[" + what + ": the provider said something that this format has no word for]";
            }
        }
    }
}
