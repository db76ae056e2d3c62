package dev.weir.cli;

import dev.weir.app.Gateway;
import java.util.concurrent.CountDownLatch;

/// Waits for the signal to stop (SIGTERM, or Ctrl-C), and stops in good order.
final class Running {

    private Running() {}

    static void untilTold(Gateway gateway) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(gateway), "shutdown"));
        new CountDownLatch(1).await();
    }

    /// Ends with 0: whoever sent the signal wanted this, and it went well.
    private static void end(Gateway gateway) {
        int status = 0;
        try {
            gateway.end();
        } catch (InterruptedException | RuntimeException failure) {
            failure.printStackTrace();
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
