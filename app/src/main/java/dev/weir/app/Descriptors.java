package dev.weir.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/// How many files and sockets the process may have open.
final class Descriptors {

    /// For what is no connection of a call: the program itself, logs, connections that wait to be used again.
    static final long OTHERS = 256;

    private Descriptors() {}

    /// Nothing on systems that do not say.
    static OptionalLong most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }
}
