package dev.weir.app;

import dev.weir.config.GatewayConfig;

/// Something that is made of the configuration and can be made anew of another one.
interface Part {

    /// Makes it, and puts nothing in force yet. What can fail, fails here.
    ///
    /// @return puts it in force
    Runnable made(GatewayConfig config);
}
