package dev.weir.cli;

import java.util.concurrent.CountDownLatch;

/// Waits for the signal to stop (SIGTERM, or Ctrl-C), and stops in good order.
final class Running {

    /// What there is to be done at the end.
    @FunctionalInterface
    interface End {
        void end() throws InterruptedException;
    }

    private Running() {}

    static void untilTold(End end) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run(end), "shutdown"));
        new CountDownLatch(1).await();
    }

    /// Ends with 0: whoever sent the signal wanted this, and it went well.
    private static void run(End end) {
        int status = 0;
        try {
            end.end();
        } catch (InterruptedException | RuntimeException failure) {
            failure.printStackTrace();
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
