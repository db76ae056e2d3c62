package dev.weir.cli;

import dev.weir.adapters.http.CannotListen;
import dev.weir.app.Unusable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The `weir` command. Each subcommand is a class of its own.
@Command(
        name = "weir",
        description = "An AI gateway: one address between coding agents and model providers.",
        mixinStandardHelpOptions = true,
        version = "weir 0.1.0",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            LoginCommand.class,
            TokenCommand.class,
            SimulatorCommand.class,
            ProvidersCommand.class,
            PricingCommand.class,
            AuditCommand.class,
            LabCommand.class,
            ConfigCommand.class,
            HelpCommand.class
        })
public final class Weir implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Weir())
                .setExecutionExceptionHandler(Weir::tell)
                .execute(args));
    }

    /// What an operator can mend is told in one line; the rest with its trace.
    private static int tell(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof Complaint || failure instanceof CannotListen || failure instanceof Unusable) {
            command.getErr().println("weir: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return 1;
    }
}
