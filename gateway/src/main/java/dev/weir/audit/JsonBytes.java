package dev.weir.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// JSON as it is put together for the journal: twice for each call, on its event loop. Whoever uses it sees to the
/// commas between members; text is written so that it is always valid, with U+FFFD for half a character.
final class JsonBytes {

    private static final int USUAL = 1_536;
    private static final int LONGEST_CHARACTER = 6;
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(UTF_8);

    private byte[] bytes = new byte[USUAL];
    private int size;

    JsonBytes sign(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    JsonBytes raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return this;
    }

    JsonBytes number(long number) {
        if (number < 0 || number > 9) {
            return raw(Long.toString(number).getBytes(UTF_8));
        }
        return sign((char) ('0' + number));
    }

    JsonBytes text(String text) {
        int length = text.length();
        room(2 + length * LONGEST_CHARACTER);
        bytes[size++] = '"';
        for (int i = 0; i < length; i++) {
            char one = text.charAt(i);
            if (one < 0x80 && one >= ' ' && one != '"' && one != '\\') {
                bytes[size++] = (byte) one;
            } else if (Character.isHighSurrogate(one)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(one, text.charAt(++i));
                bytes[size++] = (byte) (0xF0 | (point >> 18));
                follow(point, 12);
                follow(point, 6);
                follow(point, 0);
            } else {
                character(one);
            }
        }
        bytes[size++] = '"';
        return this;
    }

    /// One that is not written as it is, and no pair.
    private void character(char one) {
        if (Character.isSurrogate(one)) {
            raw(REPLACEMENT);
        } else if (one < ' ') {
            bytes[size++] = '\\';
            bytes[size++] = 'u';
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[one >> 4];
            bytes[size++] = HEX[one & 0xF];
        } else if (one < 0x80) {
            bytes[size++] = '\\';
            bytes[size++] = (byte) one;
        } else if (one < 0x800) {
            bytes[size++] = (byte) (0xC0 | (one >> 6));
            follow(one, 0);
        } else {
            bytes[size++] = (byte) (0xE0 | (one >> 12));
            follow(one, 6);
            follow(one, 0);
        }
    }

    private void follow(int point, int shift) {
        bytes[size++] = (byte) (0x80 | ((point >> shift) & 0x3F));
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
