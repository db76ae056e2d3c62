package dev.weir.config;

/// One thing that is wrong, where it is wrong, in words for the person who wrote it: what was found and what was
/// wanted.
///
/// @param path a JSON pointer into the document; empty for the document itself
public record Violation(String path, String message, Place place) {

    /// Compilers write places so, and editors know how to follow them: put the name of the file and a colon before it.
    @Override
    public String toString() {
        String what = (path.isEmpty() ? "/" : path) + ": " + message;
        return place.known() ? place + ": " + what : what;
    }
}
