package dev.weir.cli;

import dev.weir.app.ConfigFile;
import dev.weir.config.Reading;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What can be done with a configuration without running it.
@Command(
        name = "config",
        description = "Look at a configuration.",
        mixinStandardHelpOptions = true,
        subcommands = ConfigCommand.Check.class)
final class ConfigCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// Says everything that is wrong with a file.
    @Command(
            name = "check",
            description = "Say everything that is wrong with a configuration; exit status 1 if anything is.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "Default: ${DEFAULT-VALUE}.",
                defaultValue = "weir.yaml")
        private Path file = Path.of("weir.yaml");

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            return switch (ConfigFile.check(file)) {
                case Reading.Valid _ -> {
                    spec.commandLine().getOut().println(file + " is valid.");
                    yield 0;
                }
                case Reading.Invalid(var violations) -> {
                    violations.forEach(violation -> spec.commandLine().getOut().println(file + ":" + violation));
                    yield 1;
                }
            };
        }
    }
}
