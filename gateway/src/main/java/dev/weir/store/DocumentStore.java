package dev.weir.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What administrators change while the gateway runs: documents in versions, each with its history.
///
/// Implementations promise: a [Change] is written whole or not at all, also when the process dies in between; of two
/// that expect the same, one is written; [#sequence] grows with each change that writes a document, in the order in
/// which they can be seen, so whoever has seen one has seen all before it. All methods may wait, and throw
/// [StoreUnavailable] when the store is not there. Safe for use from several threads.
public interface DocumentStore {

    /// What came of a change.
    sealed interface Commit {

        /// It is written.
        ///
        /// @param documents the new versions, in the order of the writes
        record Done(List<Document> documents) implements Commit {
            public Done {
                documents = List.copyOf(documents);
            }
        }

        /// A document is not what was expected; nothing is written.
        ///
        /// @param version the one that is there; 0 if there is none
        record Stale(Key key, long version) implements Commit {}

        /// The caller's request of that name was answered before; nothing is written.
        record Repeated(Reply reply) implements Commit {}
    }

    Commit commit(Change change);

    /// The document of that key, unless it is deleted.
    Optional<Document> read(Key key);

    /// Documents of a kind that are not deleted, by their ids.
    ///
    /// @param after the id behind which to begin; empty for the first
    List<Document> list(String kind, String after, int most);

    /// All versions of a document, deletions too, the newest first.
    List<Document> history(Key key, int most);

    /// How a request was answered before, unless that is forgotten.
    Optional<Reply> reply(String caller, String name);

    /// Everything that is there now.
    Contents contents();

    /// The sequence of the latest change, without its documents.
    long sequence();

    /// Events in the order in which they were written, each with its number.
    ///
    /// @param after the number behind which to begin
    List<Numbered> outbox(long after, int most);

    /// Forgets events up to a number: they are kept elsewhere.
    void forgetEvents(long upTo);

    /// An event and its place in the outbox.
    record Numbered(long number, Event event) {}

    /// Forgets replies from before.
    void forgetReplies(Instant before);

    /// Has something done each time that somebody, perhaps another gateway, has changed a document. May be late or
    /// forget one: whoever relies on changes looks at [#sequence] from time to time.
    void onChange(Runnable then);
}
