package dev.weir.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Waits for the signal to stop (SIGTERM, or Ctrl-C), and stops in good order; a second signal says to hurry.
final class Running {

    /// What there is to be done at the end. An interrupt hurries it.
    @FunctionalInterface
    interface End {
        void end() throws InterruptedException;
    }

    private static final List<String> SIGNALS = List.of("TERM", "INT");

    private Running() {}

    static void untilTold(End end) throws InterruptedException {
        untilTold(end, () -> {});
    }

    /// @param listening is run when a signal is heard: whoever is told then that it runs may send one
    static void untilTold(End end, Runnable listening) throws InterruptedException {
        var stopping = new Thread(() -> run(end), "shutdown");
        for (String signal : SIGNALS) {
            Signals.on(signal, () -> told(stopping));
        }
        listening.run();
        new CountDownLatch(1).await();
    }

    private static synchronized void told(Thread stopping) {
        if (stopping.getState() == Thread.State.NEW) {
            stopping.start();
        } else {
            stopping.interrupt();
        }
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
