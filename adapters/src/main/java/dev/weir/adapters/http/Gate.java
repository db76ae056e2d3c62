package dev.weir.adapters.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection that takes too long: for the headers of a request, or for its next request. Sees a client's
/// bytes before anything else does, and is told when a request has begun and when it has been answered.
///
/// Lives on the connection's event loop. What it does for each request is two looks at the clock: its alarm is set when
/// the connection opens and, when it rings too early, again; only headers that come in pieces have one of their own.
final class Gate extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Gate> OF = AttributeKey.valueOf(Gate.class, "gate");

    private static final byte FIRST_OF_PREFACE = 'P';
    private static final byte SECOND_OF_PREFACE = 'R';

    private final Patience patience;
    private final boolean proxied;
    private boolean heard;
    private boolean preface;
    private @Nullable ScheduledFuture<?> headersAlarm;
    private @Nullable ScheduledFuture<?> alarm;
    private @Nullable VertxExchange latest;
    private int running;
    private boolean multiplexed;
    private boolean closing;
    /// Whether a part of a request's headers is there.
    private boolean reading = true;

    private long deadline;

    /// @param proxied whether a trusted proxy has connected
    Gate(Patience patience, boolean proxied) {
        this.patience = patience;
        this.proxied = proxied;
    }

    /// The gate of a connection that has one.
    static @Nullable Gate of(HttpConnection connection) {
        return connection instanceof ConnectionBase known
                ? known.channel().attr(OF).get()
                : null;
    }

    /// Whether HTTP/2 that is spoken in the clear was come to by an upgrade that a trusted proxy has passed on. Such a
    /// proxy sees one request where there are many, and whatever it would say of them, or check, it does not.
    boolean tunnelled() {
        return proxied && !preface;
    }

    /// The headers of a request are there.
    ///
    /// @param several whether the connection carries several requests at a time, as HTTP/2 does
    void began(VertxExchange exchange, boolean several) {
        running++;
        latest = exchange;
        multiplexed |= several;
        reading = false;
    }

    /// What should be the body of the latest request is none.
    ///
    /// @return whether there is a request that is told
    boolean malformed() {
        return latest != null && latest.malformed();
    }

    /// The answer that is given now is the last one; what comes after it is let go.
    void lastAnswer() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    /// A request has been answered.
    void ended() {
        if (--running == 0) {
            latest = null;
            deadline = System.nanoTime() + patience.keepAlive().toNanos();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().attr(OF).set(this);
        deadline = System.nanoTime() + patience.headers().toNanos();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        setHeadersAlarm(context);
        setAlarm(context, patience.keepAlive().toNanos());
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel(alarm);
        cancel(headersAlarm);
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!heard && bytes instanceof ByteBuf buffer && buffer.readableBytes() > 1) {
            heard = true;
            int at = buffer.readerIndex();
            preface = buffer.getByte(at) == FIRST_OF_PREFACE && buffer.getByte(at + 1) == SECOND_OF_PREFACE;
        }
        if (running == 0 && !reading && !multiplexed) {
            reading = true;
            deadline = System.nanoTime() + patience.headers().toNanos();
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (running == 0 && reading && headersAlarm == null) {
            setHeadersAlarm(context);
        }
        context.fireChannelReadComplete();
    }

    private void setHeadersAlarm(ChannelHandlerContext context) {
        headersAlarm = context.executor()
                .schedule(
                        () -> {
                            headersAlarm = null;
                            if (running == 0 && reading && context.channel().isActive()) {
                                closeIfLate(context);
                                setHeadersAlarm(context); // those that are there now began later
                            }
                        },
                        Math.max(1, deadline - System.nanoTime()),
                        TimeUnit.NANOSECONDS);
    }

    private void setAlarm(ChannelHandlerContext context, long nanos) {
        alarm = context.executor()
                .schedule(
                        () -> {
                            if (!context.channel().isActive()) {
                                return;
                            }
                            closeIfLate(context);
                            long left = running > 0
                                    ? patience.keepAlive().toNanos()
                                    : Math.max(1_000_000, deadline - System.nanoTime());
                            setAlarm(context, left);
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable ScheduledFuture<?> set) {
        if (set != null) {
            set.cancel(false);
        }
    }

    private void closeIfLate(ChannelHandlerContext context) {
        if (running == 0 && System.nanoTime() - deadline >= 0) {
            var _ = context.close();
        }
    }
}
