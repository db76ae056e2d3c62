package dev.weir.adapters.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/// Tells the request whose body turns out to be none in the middle of it, so that it is refused in words. The server
/// would only close the connection.
final class ChunkCheck extends ChannelInboundHandlerAdapter {

    private final Gate gate;

    ChunkCheck(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent content
                && !(message instanceof HttpRequest)
                && content.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            if (!gate.malformed()) {
                var _ = context.close();
            }
        } else {
            context.fireChannelRead(message);
        }
    }
}
