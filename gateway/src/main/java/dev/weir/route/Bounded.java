package dev.weir.route;

import java.util.regex.Pattern;

/// Looks for a pattern that somebody else wrote, for no longer than a bounded number of steps: one that takes for ever
/// finds nothing.
final class Bounded implements CharSequence {

    private static final int LONGEST = 2_000;
    private static final int STEPS = 200_000;

    private final String text;
    private final int[] left;

    private Bounded(String text, int[] left) {
        this.text = text;
        this.left = left;
    }

    static boolean finds(Pattern pattern, String text) {
        String some = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        try {
            return pattern.matcher(new Bounded(some, new int[] {STEPS})).find();
        } catch (UsedUp endless) {
            return false;
        }
    }

    @Override
    public char charAt(int index) {
        if (left[0]-- <= 0) {
            throw new UsedUp();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return new Bounded(text.substring(from, to), left);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class UsedUp extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsedUp() {
            super("too many steps", null, false, false);
        }
    }
}
