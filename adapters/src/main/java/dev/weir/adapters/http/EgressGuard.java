package dev.weir.adapters.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/// Looks at the very address that a connection is about to be made to, after its name was resolved, so that a name that
/// changes its mind leads nowhere.
@Sharable
final class EgressGuard extends ChannelOutboundHandlerAdapter {

    /// An address was refused. The message says which and why.
    static final class Denied extends IOException {
        private static final long serialVersionUID = 1;

        private final String why;

        Denied(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    private final ConnectRule rule;

    EgressGuard(ConnectRule rule) {
        this.rule = rule;
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof InetSocketAddress address && !address.isUnresolved()) {
            Optional<String> refusal = rule.refusal(address.getHostString(), address.getAddress(), address.getPort());
            if (refusal.isPresent()) {
                var _ = promise.setFailure(new Denied(refusal.get()));
                return;
            }
        }
        var _ = context.connect(remote, local, promise);
    }
}
