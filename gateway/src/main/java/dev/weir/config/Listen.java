package dev.weir.config;

import java.util.Optional;

/// Where the two planes listen.
///
/// @param tls without it both speak in the clear
public record Listen(HostAndPort data, HostAndPort control, Optional<Tls> tls) {

    static Listen read(Section listen) {
        var read = new Listen(
                listen.value("data", Values.ADDRESS, new HostAndPort("127.0.0.1", 8787)),
                listen.value("control", Values.ADDRESS, new HostAndPort("127.0.0.1", 8788)),
                listen.has("tls") ? Optional.of(listen.section("tls", Tls::read)) : Optional.empty());
        listen.at("control")
                .require(
                        read.control.loopback() || read.tls.isPresent(),
                        "%s can be reached from other machines; without TLS the control plane listens on a loopback address"
                                + " such as 127.0.0.1:8788",
                        read.control);
        listen.at("control")
                .require(
                        read.data.port() == 0 || !read.data.equals(read.control),
                        "%s is the address of the data plane, too; wanted another one",
                        read.control);
        return read;
    }
}
