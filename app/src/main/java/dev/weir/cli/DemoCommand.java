package dev.weir.cli;

import dev.weir.app.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Everything in one process, with no account anywhere.
@Command(
        name = "demo",
        description = "Run a gateway with its own token issuer and a simulated provider, and say how to use it.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        Demo demo = Demo.start(Path.of(System.getProperty("weir.home", "."), "weir")
                .toAbsolutePath()
                .normalize()
                .toString());
        System.err.println(demo.welcome());
        Running.untilTold(demo::end);
        return 0;
    }
}
