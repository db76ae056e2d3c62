package dev.weir.cli;

import dev.weir.adapters.http.HttpServers;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The simulated provider alone.
@Command(
        name = "simulator",
        description =
                "Run the simulated providers alone: OpenAI, Anthropic, Bedrock, Vertex AI, Gemini and Azure, with faults.",
        mixinStandardHelpOptions = true)
final class SimulatorCommand implements Callable<Integer> {

    @Option(names = "--port", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "8789")
    private int port = 8789;

    @Option(
            names = "--pause",
            paramLabel = "MS",
            description = "Between two events of a stream. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private long pause;

    @Option(names = "--words", description = "In an answer, at least 5. Default: ${DEFAULT-VALUE}.", defaultValue = "5")
    private int words = 5;

    @Override
    public Integer call() throws InterruptedException {
        if (words < 5 || pause < 0) {
            throw new Complaint("--words is %d and --pause %d; at least 5 and 0 are wanted".formatted(words, pause));
        }
        var pace = new Pace(Duration.ZERO, Duration.ofMillis(pause), words);
        var simulator = new Simulator(new SimulatorSettings(InstantSource.system()).with(pace));
        var servers = new HttpServers(1);
        System.err.println("weir: simulator at " + servers.simulator("127.0.0.1", port, simulator));
        Running.untilTold(servers::close);
        return 0;
    }
}
