package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// Changes to a body that leave every other byte as it was.
///
/// All places are those of the body that the [RequestShape] was read from. Not for sharing between threads.
public final class Splice {

    private record Edit(int from, int to, byte[] by) {}

    private static final byte[] NOTHING = new byte[0];

    private final RequestShape shape;
    private final List<Edit> edits = new ArrayList<>();
    private final Set<String> removed = new HashSet<>();
    private final List<String> added = new ArrayList<>();

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
                        member -> put(member.from(), member.to(), json), () -> added.add(quoted(name) + ":" + json));
        return this;
    }

    /// Takes a top-level member away, if it is there.
    public Splice remove(String name) {
        if (shape.member(name).isPresent()) {
            removed.add(name);
        }
        return this;
    }

    /// The same for a member of a top-level object, which is added if it is not there or not an object.
    public Splice value(String object, String name, String json) {
        var outer = shape.member(object);
        if (outer.isEmpty() || shape.body()[outer.get().from()] != '{') {
            return value(object, "{" + quoted(name) + ":" + json + "}");
        }
        shape.member(object, name).ifPresentOrElse(member -> put(member.from(), member.to(), json), () -> {
            List<RequestShape.Member> inner = outer.get().members();
            int open = outer.get().from() + 1;
            int end = inner.isEmpty() ? open : inner.getLast().to();
            put(end, end, (inner.isEmpty() ? "" : ",") + quoted(name) + ":" + json);
        });
        return this;
    }

    public boolean isEmpty() {
        return edits.isEmpty() && removed.isEmpty() && added.isEmpty();
    }

    /// The body with all changes; the body itself if there are none.
    public byte[] apply() {
        if (isEmpty()) {
            return shape.body();
        }
        List<Edit> all = new ArrayList<>(edits);
        boolean left = removals(all);
        if (!added.isEmpty()) {
            int end = shape.members().isEmpty()
                    ? shape.open()
                    : shape.members().getLast().to();
            all.add(new Edit(end, end, ((left ? "," : "") + String.join(",", added)).getBytes(UTF_8)));
        }
        all.sort(Comparator.comparingInt(Edit::from));
        byte[] body = shape.body();
        var out = new ByteArrayOutputStream(body.length + 256);
        int at = 0;
        for (Edit edit : all) {
            if (edit.from() >= at) {
                out.write(body, at, edit.from() - at);
                out.writeBytes(edit.by());
            }
            at = Math.max(at, edit.to()); // what begins before that is taken away already
        }
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    /// Takes each removed member away with one of the commas beside it.
    ///
    /// @return whether any member is left
    private boolean removals(List<Edit> all) {
        boolean left = false;
        int before = shape.open();
        for (RequestShape.Member member : shape.members()) {
            if (!removed.contains(member.name())) {
                left = true;
            } else if (left) {
                all.add(new Edit(before, member.to(), NOTHING));
            } else {
                all.add(new Edit(before, pastComma(member.to()), NOTHING));
            }
            before = member.to();
        }
        return left;
    }

    /// Behind the comma that follows; the same place if there is none.
    private int pastComma(int from) {
        byte[] body = shape.body();
        int at = from;
        while (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t') {
            at++;
        }
        return body[at] == ',' ? at + 1 : from;
    }

    private void put(int from, int to, String by) {
        edits.add(new Edit(from, to, by.getBytes(UTF_8)));
    }

    private static String quoted(String name) {
        return JsonMapper.shared().writeValueAsString(name);
    }
}
