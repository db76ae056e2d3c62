package dev.weir.store;

/// What a document is found by.
///
/// @param kind what sort of thing it is, for example `team`
/// @param id which of them
public record Key(String kind, String id) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
        int kinds = kind.compareTo(other.kind);
        return kinds == 0 ? id.compareTo(other.id) : kinds;
    }

    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
