package dev.weir.config;

/// Where the two planes listen.
public record Listen(HostAndPort data, HostAndPort control) {

    static Listen read(Section listen) {
        var read = new Listen(
                listen.value("data", Values.ADDRESS, new HostAndPort("127.0.0.1", 8787)),
                listen.value("control", Values.ADDRESS, new HostAndPort("127.0.0.1", 8788)));
        listen.at("control")
                .require(
                        read.control.loopback(),
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
