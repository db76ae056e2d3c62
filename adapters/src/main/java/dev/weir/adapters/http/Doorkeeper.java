package dev.weir.adapters.http;

import dev.weir.edge.Connections;
import dev.weir.edge.Connections.Verdict;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands at a listening socket and closes what is too much before a byte of it is read. What is taken gets a [Gate].
final class Doorkeeper extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

    private final Connections connections;
    private final Patience patience;
    private long refused;
    private long said = System.nanoTime() - BETWEEN_LINES;

    Doorkeeper(Connections connections, Patience patience) {
        this.connections = connections;
        this.patience = patience;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        var connection = (Channel) accepted;
        if (!(connection.remoteAddress() instanceof InetSocketAddress remote)) {
            connection.unsafe().closeForcibly(); // gone before it was taken
            return;
        }
        InetAddress peer = remote.getAddress();
        Verdict verdict = connections.open(peer);
        if (verdict == Verdict.TAKEN) {
            connection.closeFuture().addListener(_ -> connections.closed(peer));
            connection.pipeline().addLast(new Gate(patience, connections.isProxy(peer)));
            context.fireChannelRead(connection);
        } else {
            connection.config().setOption(ChannelOption.SO_LINGER, 0);
            connection.unsafe().closeForcibly();
            log(verdict, peer);
        }
    }

    /// Not a line for each: that would be one more thing to flood.
    private void log(Verdict verdict, InetAddress peer) {
        refused++;
        if (System.nanoTime() - said >= BETWEEN_LINES) {
            said = System.nanoTime();
            LOG.atWarn()
                    .addKeyValue("why", verdict)
                    .addKeyValue("from", peer.getHostAddress())
                    .addKeyValue("refused", refused)
                    .addKeyValue("open", connections.count())
                    .log("connections are refused");
            refused = 0;
        }
    }
}
