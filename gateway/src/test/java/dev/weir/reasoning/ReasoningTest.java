package dev.weir.reasoning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reasoning.Envelopes.Opened;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.format.Language;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiResponses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReasoningTest {

    private static final Origin CLAUDE = new Origin("anthropic", "anthropic-messages", "claude-sonnet-4-6");
    private static final Conversation OURS = new Conversation("red", "how it began", soFar());
    private static final Part THOUGHT = new Part.Thinking("Grüße 🌊".repeat(100), "a-seal");
    private static final Part HIDDEN = new Part.HiddenThinking("only-the-provider-reads-this");
    private static final ToolName LS = ToolName.function("ls");

    private final Envelopes envelopes = Envelopes.ofThisProcess();
    private final AtomicLong nanos = new AtomicLong();
    private final Vault vault = new Vault(nanos::get);
    private final Reasoning reasoning = new Reasoning(envelopes, vault);
    private final Losses losses = new Losses();

    @Test
    void opensWhatItWrapped() {
        for (Part part : List.of(THOUGHT, HIDDEN, new Part.Thinking("unsigned", ""))) {
            String envelope = envelopes.wrap(part, CLAUDE, OURS);

            assertThat(envelope).matches("weir-r1\\.[A-Za-z0-9_-]+");
            assertThat(envelopes.open(envelope, CLAUDE, OURS)).isEqualTo(new Opened.Thoughts(part));
        }
    }

    @Test
    void opensNothingForAnyOtherProviderModelFormatTeamOrConversation() {
        String envelope = envelopes.wrap(THOUGHT, CLAUDE, OURS);

        assertThat(lost(envelope, new Origin("bedrock", "anthropic-messages", "claude-sonnet-4-6"), OURS))
                .isEqualTo("the thoughts are those of anthropic/claude-sonnet-4-6, not of bedrock/claude-sonnet-4-6");
        assertThat(lost(envelope, new Origin("anthropic", "anthropic-messages", "claude-opus-4-6"), OURS))
                .contains("not of anthropic/claude-opus-4-6");
        lost(envelope, new Origin("anthropic", "openai-chat", "claude-sonnet-4-6"), OURS);
        assertThat(lost(envelope, CLAUDE, new Conversation("blue", "how it began", "")))
                .contains("another conversation");
        assertThat(lost(envelope, CLAUDE, new Conversation("red", "how another began", "")))
                .contains("another conversation");
    }

    @Test
    void opensNothingThatWasChangedOrThatAnotherKeyWrapped() {
        String envelope = envelopes.wrap(THOUGHT, CLAUDE, OURS);

        for (int at = Envelopes.PREFIX.length(); at < envelope.length(); at += 7) {
            char other = envelope.charAt(at) == 'A' ? 'B' : 'A';
            lost(envelope.substring(0, at) + other + envelope.substring(at + 1), CLAUDE, OURS);
            lost(envelope.substring(0, at), CLAUDE, OURS);
        }
        assertThat(Envelopes.ofThisProcess().open(envelope, CLAUDE, OURS)).isInstanceOf(Opened.Lost.class);
        assertThat(lost("a signature of a provider's own", CLAUDE, OURS)).contains("another provider");
    }

    private String lost(String envelope, Origin to, Conversation conversation) {
        Opened opened = envelopes.open(envelope, to, conversation);
        assertThat(opened).isInstanceOf(Opened.Lost.class);
        return ((Opened.Lost) opened).why();
    }

    @Test
    void takesNoKeyThatCouldBeGuessed() {
        assertThatThrownBy(() -> new Envelopes("short".getBytes(UTF_8)))
                .hasMessage("/reasoning/key: has 5 bytes, wanted 32 or more that nobody can guess");
    }

    @Test
    void givesThoughtsBackThatTheCallerKept() {
        for (Language caller : List.of(AnthropicMessages.FORMAT, OpenAiResponses.FORMAT, Gemini.FORMAT)) {
            List<Part> kept = thoughts(told(caller, OURS, answer()));
            assertThat(kept).noneMatch(part -> part.equals(THOUGHT) || part.equals(HIDDEN));
            ChatRequest next =
                    request(kept.get(0), new Part.Text("I look."), call("call_1"), kept.get(1), call("call_2"));

            ChatRequest recalled = reasoning.recalled(next, caller, AnthropicMessages.FORMAT, CLAUDE, OURS, losses);

            assertThat(assistant(recalled))
                    .containsExactly(THOUGHT, new Part.Text("I look."), call("call_1"), HIDDEN, call("call_2"));
        }
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void givesThoughtsBackToThoseWhoCannotKeepThem() {
        told(OpenAiChat.FORMAT, OURS, answer());
        ChatRequest next = request(new Part.Text("I look."), call("call_1"), call("call_2"));

        ChatRequest recalled = fromChat(next, OURS);

        assertThat(assistant(recalled))
                .containsExactly(THOUGHT, new Part.Text("I look."), call("call_1"), HIDDEN, call("call_2"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void knowsATurnWithoutCallsByWhatItSays() {
        told(
                OpenAiChat.FORMAT,
                OURS,
                List.of(
                        new ChatEvent.Opened(0, new Block.Thinking()),
                        new ChatEvent.TextDelta(0, "Hm."),
                        new ChatEvent.Sealed(0, "s"),
                        new ChatEvent.Closed(0),
                        new ChatEvent.Opened(1, new Block.Text()),
                        new ChatEvent.TextDelta(1, "It is "),
                        new ChatEvent.TextDelta(1, "PONG."),
                        new ChatEvent.Closed(1),
                        new ChatEvent.Finished(StopReason.END, "")));

        assertThat(assistant(fromChat(request(new Part.Text("It is PONG.")), OURS)))
                .containsExactly(new Part.Thinking("Hm.", "s"), new Part.Text("It is PONG."));
    }

    /// As Gemini seals the end of a text.
    @Test
    void givesThoughtsBackThatStoodBehindWhatWasSaid() {
        told(
                OpenAiChat.FORMAT,
                OURS,
                List.of(
                        new ChatEvent.Opened(0, new Block.Text()),
                        new ChatEvent.TextDelta(0, "PONG"),
                        new ChatEvent.Closed(0),
                        new ChatEvent.Opened(1, new Block.HiddenThinking("s")),
                        new ChatEvent.Closed(1),
                        new ChatEvent.Finished(StopReason.END, "")));

        assertThat(assistant(fromChat(request(new Part.Text("PONG")), OURS)))
                .containsExactly(new Part.Text("PONG"), new Part.HiddenThinking("s"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void tellsTwoTurnsApartThatSayTheSame() {
        told(OpenAiChat.FORMAT, OURS, thinking("first"));
        told(OpenAiChat.FORMAT, new Conversation("red", OURS.beginning(), "later"), thinking("second"));

        assertThat(assistant(fromChat(request(new Part.Text("PONG")), OURS)))
                .containsExactly(new Part.Thinking("first", "s"), new Part.Text("PONG"));
    }

    private static List<ChatEvent> thinking(String thought) {
        return List.of(
                new ChatEvent.Opened(0, new Block.Thinking()),
                new ChatEvent.TextDelta(0, thought),
                new ChatEvent.Sealed(0, "s"),
                new ChatEvent.Closed(0),
                new ChatEvent.Opened(1, new Block.Text()),
                new ChatEvent.TextDelta(1, "PONG"),
                new ChatEvent.Closed(1),
                new ChatEvent.Finished(StopReason.END, ""));
    }

    @Test
    void reportsThoughtsThatItDoesNotKnowAnyMore() {
        told(OpenAiChat.FORMAT, OURS, answer());
        nanos.addAndGet(Duration.ofMinutes(61).toNanos());

        ChatRequest recalled = fromChat(request(call("call_1")), OURS);

        assertThat(assistant(recalled)).containsExactly(call("call_1"));
        assertThat(losses.list())
                .extracting(Loss::toString)
                .containsExactly("/1: what the model thought in this turn is not known here");
    }

    @Test
    void reportsNothingWhereTheModelHadNotThought() {
        told(
                OpenAiChat.FORMAT,
                OURS,
                List.of(
                        new ChatEvent.Opened(0, new Block.ToolCall("call_1", LS)),
                        new ChatEvent.Closed(0),
                        new ChatEvent.Finished(StopReason.TOOL_USE, "")));

        assertThat(assistant(fromChat(request(call("call_1")), OURS))).containsExactly(call("call_1"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void keepsTheThoughtsOfOneTeamFromAnother() {
        told(OpenAiChat.FORMAT, OURS, answer());

        ChatRequest recalled =
                fromChat(request(call("call_1")), new Conversation("blue", OURS.beginning(), OURS.soFar()));

        assertThat(assistant(recalled)).containsExactly(call("call_1"));
        assertThat(losses.list()).hasSize(1);
    }

    @Test
    void forgetsTheThoughtsOfAnAnswerThatTheCallerNeverGot() {
        List<ChatEvent> broken = new ArrayList<>(answer());
        broken.removeLast();
        told(OpenAiChat.FORMAT, OURS, broken);

        fromChat(request(call("call_1")), OURS);

        assertThat(losses.list()).hasSize(1);
    }

    @Test
    void takesAConversationForTheSameWhateverItsInstructionsAndMarksAre() {
        Turn user = new Turn(Role.USER, List.of(new At<>("/a", new Part.Text("hello"))));
        Turn marked = new Turn(
                Role.USER, List.of(new At<>("/b", new Part.Text("hello")), new At<>("/b/c", new Part.CacheMark("1h"))));
        Turn system = new Turn(Role.SYSTEM, List.of(new At<>("/s", new Part.Text("it is Monday"))));
        Turn another = new Turn(Role.USER, List.of(new At<>("/a", new Part.Text("hello!"))));

        String first = Conversation.of("red", chat(user)).beginning();

        assertThat(Conversation.of("red", chat(system, marked, another)).beginning())
                .isEqualTo(first);
        assertThat(Conversation.of("red", chat(another)).beginning()).isNotEqualTo(first);
        assertThat(Conversation.of("red", chat(system, marked)).soFar())
                .isEqualTo(Conversation.of("red", chat(user)).soFar());
        assertThat(Conversation.of("red", chat(user, another)).soFar())
                .isNotEqualTo(Conversation.of("red", chat(user)).soFar());
    }

    /// The user's first words in the requests of this test.
    private static String soFar() {
        var digest = new Digest();
        digest.add("hello");
        return digest.hex();
    }

    private static List<ChatEvent> answer() {
        Part.Thinking thought = (Part.Thinking) THOUGHT;
        return List.of(
                new ChatEvent.Started("id", "model"),
                new ChatEvent.Opened(0, new Block.Thinking()),
                new ChatEvent.TextDelta(0, thought.text().substring(0, 10)),
                new ChatEvent.TextDelta(0, thought.text().substring(10)),
                new ChatEvent.Sealed(0, thought.seal()),
                new ChatEvent.Closed(0),
                new ChatEvent.Opened(1, new Block.Text()),
                new ChatEvent.TextDelta(1, "I look."),
                new ChatEvent.Closed(1),
                new ChatEvent.Opened(2, new Block.ToolCall("call_1", LS)),
                new ChatEvent.ArgumentsDelta(2, "{}"),
                new ChatEvent.Closed(2),
                new ChatEvent.Opened(3, new Block.HiddenThinking(((Part.HiddenThinking) HIDDEN).seal())),
                new ChatEvent.Closed(3),
                new ChatEvent.Opened(4, new Block.ToolCall("call_2", LS)),
                new ChatEvent.ArgumentsDelta(4, "{}"),
                new ChatEvent.Closed(4),
                new ChatEvent.Finished(StopReason.TOOL_USE, ""));
    }

    /// What a caller hears.
    private List<ChatEvent> told(Language caller, Conversation conversation, List<ChatEvent> events) {
        var heard = new ArrayList<ChatEvent>();
        Consumer<ChatEvent> telling = reasoning.wrapped(caller, CLAUDE, conversation, heard::add);
        events.forEach(telling);
        return heard;
    }

    private static List<Part> thoughts(List<ChatEvent> heard) {
        var thoughts = new ArrayList<Part>();
        var text = new StringBuilder();
        for (ChatEvent event : heard) {
            switch (event) {
                case ChatEvent.Opened(int _, Block.HiddenThinking(String seal)) ->
                    thoughts.add(new Part.HiddenThinking(seal));
                case ChatEvent.TextDelta(int index, String piece) when index == 0 -> text.append(piece);
                case ChatEvent.Sealed(int _, String seal) -> thoughts.add(new Part.Thinking(text.toString(), seal));
                default -> {}
            }
        }
        return thoughts;
    }

    private static Part call(String id) {
        return new Part.ToolCall(id, LS, "{}");
    }

    private ChatRequest fromChat(ChatRequest request, Conversation conversation) {
        return reasoning.recalled(request, OpenAiChat.FORMAT, AnthropicMessages.FORMAT, CLAUDE, conversation, losses);
    }

    private static ChatRequest request(Part... parts) {
        var said = new ArrayList<At<Part>>();
        Arrays.asList(parts).forEach(part -> said.add(new At<>("/1", part)));
        return chat(
                new Turn(Role.USER, List.of(new At<>("/0", new Part.Text("hello")))), new Turn(Role.ASSISTANT, said));
    }

    private static ChatRequest chat(Turn... turns) {
        return new ChatRequest(
                CLAUDE.model(),
                true,
                List.of(turns),
                List.of(),
                List.of(new At<>("/e", new Setting.Think(Effort.HIGH))));
    }

    private static List<Part> assistant(ChatRequest request) {
        return request.turns().getLast().parts().stream().map(At::value).toList();
    }
}
