package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Changes to a body that leave every other byte as it was.
///
/// All places are those of the body that the [RequestShape] was read from. Not for sharing between threads.
public final class Splice {

    private record Edit(int from, int to, byte[] by) {}

    private final RequestShape shape;
    private final List<Edit> edits = new ArrayList<>();

    public Splice(RequestShape shape) {
        this.shape = shape;
    }

    /// Gives a top-level member another string as its value, or adds it at the end.
    public Splice text(String name, String value) {
        return value(name, JsonMapper.shared().writeValueAsString(value));
    }

    /// Gives a top-level member other JSON as its value, or adds it at the end.
    public Splice value(String name, String json) {
        shape.member(name)
                .ifPresentOrElse(
                        member -> put(member.from(), member.to(), json),
                        () -> append(shape.members(), shape.open(), name, json));
        return this;
    }

    /// The same for a member of a top-level object, which is added if it is not there or not an object.
    public Splice value(String object, String name, String json) {
        var outer = shape.member(object);
        if (outer.isEmpty() || shape.body()[outer.get().from()] != '{') {
            return value(object, "{" + quoted(name) + ":" + json + "}");
        }
        shape.member(object, name)
                .ifPresentOrElse(
                        member -> put(member.from(), member.to(), json),
                        () -> append(outer.get().members(), outer.get().from() + 1, name, json));
        return this;
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /// The body with all changes; the body itself if there are none.
    public byte[] apply() {
        if (edits.isEmpty()) {
            return shape.body();
        }
        edits.sort(Comparator.comparingInt(Edit::from));
        byte[] body = shape.body();
        var out = new ByteArrayOutputStream(body.length + 256);
        int at = 0;
        for (Edit edit : edits) {
            out.write(body, at, edit.from() - at);
            out.writeBytes(edit.by());
            at = edit.to();
        }
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    private void append(List<RequestShape.Member> members, int open, String name, String json) {
        String member = quoted(name) + ":" + json;
        if (members.isEmpty()) {
            put(open, open, member);
        } else {
            int end = members.getLast().to();
            put(end, end, "," + member);
        }
    }

    private void put(int from, int to, String by) {
        edits.add(new Edit(from, to, by.getBytes(UTF_8)));
    }

    private static String quoted(String name) {
        return JsonMapper.shared().writeValueAsString(name);
    }
}
