package dev.weir.simulator.format;

/// A pattern of names: `*` stands for any text, `?` for one character.
record Glob(String pattern) {

    /// Goes through the name once, and back to the last `*` where what follows it does not fit.
    boolean matches(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int from = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                from = in;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == name.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++from;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(c -> c == '*');
    }
}
