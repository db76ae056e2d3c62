package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the real clients of `lab/`, which needs a checkout of the project.
@Command(
        name = "lab",
        description = "Run real agents and SDKs against the gateway, in a namespace without a route.",
        mixinStandardHelpOptions = true)
final class LabCommand implements Callable<Integer> {

    @Option(
            names = "--demo",
            description = "Against ./weir demo and its simulator instead of ./weir up and a recording mock.")
    private boolean demo;

    @Option(
            names = "--across",
            description = "Each client at providers that speak another format than the client; like --demo.")
    private boolean across;

    @Option(names = "--slow", description = "Add the cases in which the provider fails.")
    private boolean slow;

    @Parameters(
            arity = "0..1",
            paramLabel = "REGEX",
            description = "Run the cases whose names match.",
            defaultValue = ".")
    private String cases = ".";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("weir.home", "."), "lab", "run.sh");
        if (!Files.isExecutable(script)) {
            throw new Complaint("there is no " + script + "; the lab needs a checkout of the project");
        }
        var command = new ArrayList<String>(List.of(script.toString()));
        if (across) {
            command.add("--across");
        } else if (demo) {
            command.add("--demo");
        }
        command.add(cases);
        var lab = new ProcessBuilder(command).inheritIO();
        if (slow) {
            lab.environment().put("SLOW", "1");
        }
        return lab.start().waitFor();
    }
}
