package dev.weir.adapters.http;

import dev.weir.edge.Connections;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// The sockets of the system, each with a guard at its head: a [Doorkeeper] at those that listen, an [EgressGuard] at
/// those that connect.
final class GuardedTransport implements Transport {

    private final Transport sockets;
    private final Sockets guarded;

    GuardedTransport(Guards guards) {
        Transport found = Transport.nativeTransport();
        this.sockets = found != null && found.available() ? found : Transport.NIO;
        this.guarded = new Sockets(
                sockets.implementation(), guards.connections(), guards.patience(), new EgressGuard(guards.egress()));
    }

    @Override
    public String name() {
        return sockets.name();
    }

    @Override
    public boolean available() {
        return sockets.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return sockets.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return guarded;
    }

    private record Sockets(
            io.vertx.core.spi.transport.Transport system,
            Connections connections,
            Patience patience,
            EgressGuard egress)
            implements io.vertx.core.spi.transport.Transport {

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            ChannelFactory<? extends ServerChannel> factory = system.serverChannelFactory(domainSocket);
            return () -> {
                ServerChannel listening = factory.newChannel();
                listening.pipeline().addLast(new Doorkeeper(connections, patience));
                return listening;
            };
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            ChannelFactory<? extends Channel> factory = system.channelFactory(domainSocket);
            return () -> {
                Channel connecting = factory.newChannel();
                connecting.pipeline().addLast(egress);
                return connecting;
            };
        }

        @Override
        public boolean supportsDomainSockets() {
            return system.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return system.supportFileRegion();
        }

        @Override
        public boolean isAvailable() {
            return system.isAvailable();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return system.unavailabilityCause();
        }

        @Override
        public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
            return system.convert(address);
        }

        @Override
        public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
            return system.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return system.ioHandlerFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
            return system.eventLoopGroup(type, threads, factory, ioRatio);
        }

        @Override
        @SuppressWarnings("deprecation") // of the interface that is implemented
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return system.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return system.datagramChannelFactory();
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            system.configure(channel, options);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
            system.configure(config, domainSocket, bootstrap);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            system.configure(config, domainSocket, bootstrap);
        }
    }
}
