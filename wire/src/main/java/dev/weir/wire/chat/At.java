package dev.weir.wire.chat;

/// Something a caller said, and where: a JSON pointer into the caller's request. The place is no part of what was said,
/// so two things are equal wherever they stand.
public record At<T>(String place, T value) {

    @Override
    public boolean equals(Object other) {
        return other instanceof At<?>(var _, var said) && said.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /// The pointer of something inside.
    public static String inside(String place, String name) {
        return place + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    public static String inside(String place, int index) {
        return place + "/" + index;
    }
}
