package dev.weir.provider;

/// Names of models, written with `*` for anything.
public record ModelPattern(String text) {

    /// Whether a name is one of them.
    public boolean matches(String name) {
        int star = text.indexOf('*');
        if (star < 0) {
            return text.equals(name);
        }
        if (!name.startsWith(text.substring(0, star))) {
            return false;
        }
        int at = star;
        int next = text.indexOf('*', star + 1);
        while (next >= 0) {
            String between = text.substring(star + 1, next);
            int found = name.indexOf(between, at);
            if (found < 0) {
                return false;
            }
            at = found + between.length();
            star = next;
            next = text.indexOf('*', star + 1);
        }
        String end = text.substring(star + 1);
        return name.length() - at >= end.length() && name.endsWith(end);
    }

    @Override
    public String toString() {
        return text;
    }
}
