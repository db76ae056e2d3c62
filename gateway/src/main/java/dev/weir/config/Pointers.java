package dev.weir.config;

/// Writes JSON pointers (RFC 6901).
public final class Pointers {

    private Pointers() {}

    /// The pointer to the member `key` of what `pointer` points to.
    public static String member(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    public static String item(String pointer, int index) {
        return pointer + "/" + index;
    }
}
