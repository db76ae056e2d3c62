package dev.weir.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What has to do with prices.
@Command(
        name = "pricing",
        description = "Bring prices of others into the form of Weir's.",
        mixinStandardHelpOptions = true,
        subcommands = PricingImportCommand.class)
final class PricingCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
