package dev.weir.call;

import java.util.Arrays;

/// When what happened to one call, on a monotonic clock. Written on the call's event loop, read when the call is over.
///
/// The parts that it is cut into add up to the total exactly: what no part claims is `other`.
public final class Timeline {

    /// The moments of a call, in their order.
    public enum Moment {
        ARRIVED,
        AUTHENTICATED,
        BODY_READ,
        PLANNED,
        SENT,
        ANSWERED,
        FIRST_BYTE,
        LAST_BYTE
    }

    /// Where the time of a call went, in microseconds.
    ///
    /// @param gateway ours: authentication, planning, filters, and from the provider's first byte to the client's
    /// @param reading until the client had sent its body
    /// @param provider until the provider began to answer
    /// @param streaming from the first byte to the client to the last
    /// @param other what none of these explains
    public record Parts(long gateway, long reading, long provider, long streaming, long other) {
        public long total() {
            return gateway + reading + provider + streaming + other;
        }
    }

    private static final long NEVER = Long.MIN_VALUE;

    private final long[] nanos = new long[Moment.values().length];
    private long inVain;
    private long waited;

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

    /// An attempt ended. If it brought nothing, its time was a provider's and the next one is the call's.
    public void ended(long at, boolean broughtNothing) {
        if (broughtNothing && nanos[index(Moment.SENT)] != NEVER) {
            inVain += at - nanos[index(Moment.SENT)];
            nanos[index(Moment.SENT)] = NEVER;
            nanos[index(Moment.ANSWERED)] = NEVER;
        }
    }

    /// Nobody was asked for so long, so that a provider could recover.
    public void waited(long time) {
        waited += time;
    }

    /// From the request's first byte to this moment, in microseconds; 0 if it never came.
    public long micros(Moment moment) {
        return between(Moment.ARRIVED, moment);
    }

    public Parts parts() {
        long gateway = between(Moment.ARRIVED, Moment.AUTHENTICATED)
                + preparing()
                + between(Moment.ANSWERED, Moment.FIRST_BYTE);
        long reading = between(Moment.AUTHENTICATED, Moment.BODY_READ);
        long provider = between(Moment.SENT, Moment.ANSWERED) + inVain / 1000;
        long streaming = between(Moment.FIRST_BYTE, Moment.LAST_BYTE);
        long total = between(Moment.ARRIVED, Moment.LAST_BYTE);
        return new Parts(gateway, reading, provider, streaming, total - gateway - reading - provider - streaming);
    }

    /// From the body to the attempt that is the call's, without what others took.
    private long preparing() {
        long all = between(Moment.BODY_READ, Moment.SENT);
        return all == 0 ? 0 : Math.max(0, all - (inVain + waited) / 1000);
    }

    private long between(Moment from, Moment to) {
        long start = nanos[index(from)];
        long end = nanos[index(to)];
        return start == NEVER || end == NEVER ? 0 : (end - start) / 1000;
    }

    @SuppressWarnings("EnumOrdinal") // a place in an array of this process, kept nowhere
    private static int index(Moment moment) {
        return moment.ordinal();
    }
}
