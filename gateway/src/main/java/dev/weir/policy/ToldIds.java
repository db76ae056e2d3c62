package dev.weir.policy;

import dev.weir.call.ResponseFilter;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The ids that an answer tells of what is kept at its provider, read as it passes. Only at the places where a provider
/// says them: elsewhere stands what a model or a caller wrote.
final class ToldIds implements ResponseFilter {

    /// An answer in one piece is not read beyond this.
    private static final int MOST = 8 * 1024 * 1024;

    private final Set<String> found = new LinkedHashSet<>();
    private final SseReader frames = new SseReader();
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream(0);
    private boolean begun;
    private boolean streams;

    Set<String> found() {
        return found;
    }

    @Override
    public Verdict piece(byte[] bytes) {
        if (!begun && bytes.length > 0) {
            begun = true;
            streams = bytes[0] != '{';
        }
        if (streams) {
            frames.feed(bytes).forEach(this::frame);
        } else if (whole.size() + bytes.length <= MOST) {
            whole.writeBytes(bytes);
        }
        return new Verdict.Forward(bytes);
    }

    @Override
    public Verdict end() {
        if (!streams) {
            JsonNode answer = read(whole.toByteArray());
            ids(answer);
        }
        return new Verdict.Forward(new byte[0]);
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
            id.stringValueOpt().ifPresent(found::add);
        }
        container(answer);
    }

    private void container(JsonNode answer) {
        answer.path("container").path("id").stringValueOpt().ifPresent(found::add);
    }

    private static JsonNode read(byte[] json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException notJson) {
            return JsonMapper.shared().missingNode();
        }
    }
}
