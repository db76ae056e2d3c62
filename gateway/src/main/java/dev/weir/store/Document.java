package dev.weir.store;

import java.time.Instant;

/// A document in one of its versions.
///
/// @param version counts the changes of this document, from 1; it goes on when a deleted document comes back
/// @param content what it says
/// @param by who made this version
public record Document(Key key, long version, Content content, Instant at, String by) {

    /// What a version says.
    public sealed interface Content {

        /// As JSON.
        record Json(String text) implements Content {}

        /// The document was deleted.
        record Nothing() implements Content {}
    }

    /// What it says.
    ///
    /// @throws IllegalStateException if it is a deletion
    public String json() {
        return switch (content) {
            case Content.Json(String text) -> text;
            case Content.Nothing() -> throw new IllegalStateException(key + " is deleted");
        };
    }

    public boolean deleted() {
        return content instanceof Content.Nothing;
    }
}
