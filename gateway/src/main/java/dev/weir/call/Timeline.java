package dev.weir.call;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// When what happened to one call, on a monotonic clock. Written on the call's event loop, read when the call is over.
///
/// The parts that it is cut into add up to the total exactly: what no part claims is [Part#OTHER].
public final class Timeline {

    /// The moments of a call, in their order.
    public enum Moment {
        ARRIVED,
        AUTHENTICATED,
        BODY_READ,
        UNDERSTOOD,
        PLANNED,
        ADMITTED,
        SENT,
        ANSWERED,
        FIRST_BYTE,
        LAST_BYTE
    }

    /// Where the time of a call can go.
    public enum Part {
        /// Finding out who asks.
        AUTHENTICATE(true),
        /// Until the client had sent its body.
        READING(false),
        /// Undoing the body's encoding and reading its shape.
        PARSE(true),
        /// Finding the targets.
        PLAN(true),
        /// The filters: what may be used and how much of it. Also what they waited for.
        ADMIT(true),
        /// Looking for what may not pass.
        SCAN(true),
        /// Making the request that a provider understands, in its format and envelope.
        TRANSLATE(true),
        /// Having something to show to the provider: a key, or a token that may have to be fetched.
        PROVE(true),
        /// Until it was written down that somebody will be asked.
        RECORD(true),
        /// Until the provider began to answer, and all of the attempts that brought nothing.
        PROVIDER(false),
        /// From the answer that is the call's to its first byte for the client.
        WRITE(true),
        /// From the first byte for the client to the last.
        STREAMING(false),
        /// What none of the others explains, such as a pause between two attempts.
        OTHER(false);

        private final boolean ours;
        private final String word = name().toLowerCase(Locale.ROOT);

        Part(boolean ours) {
            this.ours = ours;
        }

        /// Its name, in small letters.
        public String word() {
            return word;
        }

        /// Whether it is the gateway's own work.
        public boolean ours() {
            return ours;
        }
    }

    /// Where the time of a call went, in microseconds.
    public static final class Parts {
        private final long[] micros = new long[Part.values().length];

        @SuppressWarnings("EnumOrdinal") // a place in an array of this process, kept nowhere
        public long of(Part part) {
            return micros[part.ordinal()];
        }

        /// The gateway's own share.
        public long gateway() {
            long sum = 0;
            for (Part part : Part.values()) {
                sum += part.ours() ? of(part) : 0;
            }
            return sum;
        }

        public long total() {
            long sum = 0;
            for (long one : micros) {
                sum += one;
            }
            return sum;
        }

        @SuppressWarnings("EnumOrdinal") // as above
        private void put(Part part, long value) {
            micros[part.ordinal()] = value;
        }
    }

    private static final long NEVER = Long.MIN_VALUE;
    private static final int NANOS = 1000;

    private final long[] nanos = new long[Moment.values().length];
    private final long[] worked = new long[Part.values().length];
    private long inVain;

    public Timeline(long arrived) {
        Arrays.fill(nanos, NEVER);
        nanos[0] = arrived;
    }

    /// Notes a moment; a later note of the same one does not count.
    public void mark(Moment moment, long at) {
        if (nanos[index(moment)] == NEVER) {
            nanos[index(moment)] = at;
        }
    }

    /// So long was worked on something that is done more than once: scanning, translating, proving.
    @SuppressWarnings("EnumOrdinal") // as above
    public void worked(Part part, long time) {
        worked[part.ordinal()] += time;
    }

    /// An attempt ended. If it brought nothing, its time was a provider's and the next one is the call's.
    public void ended(long at, boolean broughtNothing) {
        if (broughtNothing && nanos[index(Moment.SENT)] != NEVER) {
            inVain += at - nanos[index(Moment.SENT)];
            nanos[index(Moment.SENT)] = NEVER;
            nanos[index(Moment.ANSWERED)] = NEVER;
        }
    }

    /// From the request's first byte to a time of the same clock.
    public Duration since(long at) {
        return Duration.ofNanos(at - nanos[0]);
    }

    /// From the request's first byte to this moment, in microseconds; 0 if it never came.
    public long micros(Moment moment) {
        return between(Moment.ARRIVED, moment);
    }

    /// So far: what has not ended yet is in none of them.
    public Parts parts() {
        var parts = new Parts();
        parts.put(Part.AUTHENTICATE, between(Moment.ARRIVED, Moment.AUTHENTICATED));
        parts.put(Part.READING, between(Moment.AUTHENTICATED, Moment.BODY_READ));
        parts.put(Part.PARSE, between(Moment.BODY_READ, Moment.UNDERSTOOD));
        parts.put(Part.PLAN, between(Moment.UNDERSTOOD, Moment.PLANNED));
        parts.put(Part.ADMIT, between(Moment.PLANNED, Moment.ADMITTED));
        parts.put(Part.SCAN, worked(Part.SCAN));
        parts.put(Part.TRANSLATE, worked(Part.TRANSLATE));
        parts.put(Part.PROVE, worked(Part.PROVE));
        parts.put(Part.RECORD, worked(Part.RECORD));
        parts.put(Part.PROVIDER, between(Moment.SENT, Moment.ANSWERED) + inVain / NANOS);
        parts.put(Part.WRITE, between(Moment.ANSWERED, Moment.FIRST_BYTE));
        parts.put(Part.STREAMING, between(Moment.FIRST_BYTE, Moment.LAST_BYTE));
        long total = between(Moment.ARRIVED, Moment.LAST_BYTE);
        if (total > 0) {
            parts.put(Part.OTHER, total - parts.total());
        }
        return parts;
    }

    @SuppressWarnings("EnumOrdinal") // as above
    private long worked(Part part) {
        return worked[part.ordinal()] / NANOS;
    }

    private long between(Moment from, Moment to) {
        long start = nanos[index(from)];
        long end = nanos[index(to)];
        return start == NEVER || end == NEVER ? 0 : (end - start) / NANOS;
    }

    @SuppressWarnings("EnumOrdinal") // as above
    private static int index(Moment moment) {
        return moment.ordinal();
    }
}
