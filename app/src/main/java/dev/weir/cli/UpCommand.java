package dev.weir.cli;

import dev.weir.app.ConfigFile;
import dev.weir.app.Gateway;
import dev.weir.app.Wiring;
import dev.weir.config.GatewayConfig;
import dev.weir.config.Reading;
import dev.weir.store.EnvironmentAndFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs a gateway until it is told to stop.
@Command(name = "up", description = "Run a gateway.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "weir.yaml")
    private Path file = Path.of("weir.yaml");

    @Override
    public Integer call() throws InterruptedException {
        var secrets = new EnvironmentAndFiles(System.getenv());
        var config = new ConfigFile(file, secrets);
        Gateway gateway = Wiring.start(config, valid(config.load(), file), secrets);
        Running.untilTold(
                gateway::end,
                () -> System.err.printf(
                        "weir: data plane at %s, control plane at %s%n", gateway.data(), gateway.control()));
        return 0;
    }

    static GatewayConfig valid(Reading reading, Path file) {
        return switch (reading) {
            case Reading.Valid(GatewayConfig config) -> config;
            case Reading.Invalid(var violations) -> {
                var all = new StringBuilder("the configuration " + file + " is wrong:");
                violations.forEach(violation -> all.append("\n  ").append(violation));
                throw new Complaint(all.toString());
            }
        };
    }
}
