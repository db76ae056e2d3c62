package dev.weir.config;

/// Where something stands in a file; lines and columns are counted from one.
public record Place(int line, int column) {

    /// Somewhere in the document; nobody wrote it down.
    public static final Place UNKNOWN = new Place(0, 0);

    public boolean known() {
        return line > 0;
    }

    @Override
    public String toString() {
        return known() ? line + ":" + column : "?";
    }
}
