package dev.weir.policy;

import dev.weir.call.ResponseFilter;
import dev.weir.call.Target;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The ids that an answer tells of what is kept at its provider, read as it passes, and told before the client has
/// them, as what it does next may name them. Only at the places where a provider says them: elsewhere stands what a
/// model or a caller wrote.
final class ToldIds implements ResponseFilter {

    /// Is told what is kept where.
    interface Keeper {
        void kept(String id, Target at, String credential);
    }

    /// An answer in one piece is not read beyond this.
    private static final int MOST = 8 * 1024 * 1024;

    private final Keeper keeper;
    private SseReader frames = new SseReader();
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream(0);
    private @Nullable Target from;
    private String credential = "";
    private byte[] last = {};
    private boolean begun;
    private boolean streams;

    ToldIds(Keeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public void begins(Target answering, String named) {
        from = answering;
        credential = named;
        frames = new SseReader();
        whole.reset();
        last = new byte[0];
        begun = false;
    }

    @Override
    public Verdict piece(byte[] bytes) {
        if (!begun && bytes.length > 0) {
            begun = true;
            streams = bytes[0] != '{';
        }
        if (streams) {
            frames.feed(bytes).forEach(this::frame);
            return new Verdict.Forward(bytes);
        }
        if (whole.size() + bytes.length <= MOST) {
            whole.writeBytes(bytes);
        }
        byte[] before = last;
        last = bytes; // without which no client takes the answer for whole
        return new Verdict.Forward(before);
    }

    @Override
    public Verdict end() {
        if (!streams) {
            JsonNode answer = read(whole.toByteArray());
            ids(answer);
        }
        return new Verdict.Forward(last);
    }

    private void frame(Frame frame) {
        switch (frame.event()) {
            case "response.created", "response.completed" ->
                ids(read(frame.data()).path("response"));
            case "message_start" -> container(read(frame.data()).path("message"));
            case "message_delta" -> container(read(frame.data()).path("delta"));
            default -> {}
        }
    }

    private void ids(JsonNode answer) {
        for (JsonNode id :
                List.of(answer.path("id"), answer.path("conversation").path("id"))) {
            id.stringValueOpt().ifPresent(this::found);
        }
        container(answer);
    }

    private void container(JsonNode answer) {
        answer.path("container").path("id").stringValueOpt().ifPresent(this::found);
    }

    private void found(String id) {
        if (from != null) {
            keeper.kept(id, from, credential);
        }
    }

    private static JsonNode read(byte[] json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException notJson) {
            return JsonMapper.shared().missingNode();
        }
    }
}
