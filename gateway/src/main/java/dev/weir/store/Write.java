package dev.weir.store;

/// One document that a change writes.
///
/// @param expected what has to be true of it before
public record Write(Key key, Expected expected, Document.Content content) {

    /// What whoever writes believes to be there.
    public sealed interface Expected {

        /// No document of that key.
        record Absent() implements Expected {}

        /// The document in exactly this version.
        record Version(long number) implements Expected {}
    }

    public static Write create(Key key, String json) {
        return new Write(key, new Expected.Absent(), new Document.Content.Json(json));
    }

    public static Write replace(Key key, long version, String json) {
        return new Write(key, new Expected.Version(version), new Document.Content.Json(json));
    }

    public static Write delete(Key key, long version) {
        return new Write(key, new Expected.Version(version), new Document.Content.Nothing());
    }
}
