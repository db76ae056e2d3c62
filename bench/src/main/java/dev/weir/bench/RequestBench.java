package dev.weir.bench;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.Tool;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import dev.weir.wire.format.ToolWords;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/// A request of an agent in the middle of its work, 100 KB of it, from a caller's bytes to a provider's.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestBench {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SIZE = 100 * 1024;

    @Param
    Formats caller;

    @Param
    Formats provider;

    private byte[] body = {};

    @Setup
    public void request() {
        var turns = new ArrayList<Turn>();
        turns.add(new Turn(Role.SYSTEM, said(new Part.Text("You change files. ".repeat(500)))));
        int calls = 0;
        while (body.length < SIZE) {
            String id = "call_" + calls++;
            turns.add(new Turn(Role.USER, said(new Part.Text("Do the next thing."))));
            turns.add(new Turn(
                    Role.ASSISTANT,
                    said(
                            new Part.Text("I look first."),
                            new Part.ToolCall(id, ToolName.function("read"), "{\"path\":\"a/file\"}"))));
            turns.add(new Turn(
                    Role.USER,
                    said(new Part.ToolResult(id, said(new Part.Text("a line \"of\" code\n".repeat(150))), false))));
            body = JSON.writeValueAsBytes(caller.language()
                    .encode(
                            new ChatRequest(caller.model(), true, turns, tools(), settings()),
                            new ToolWords(),
                            new Losses()));
        }
    }

    private static List<At<Part>> said(Part... parts) {
        return List.of(parts).stream().map(part -> new At<>("", part)).toList();
    }

    private static List<At<Tool>> tools() {
        var tools = new ArrayList<At<Tool>>();
        var schema = JSON.readTree("{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}}}");
        for (String name : List.of("read", "write", "list", "run", "search", "fetch")) {
            tools.add(new At<>(
                    "", new Tool(ToolName.function(name), "Does it. ".repeat(60), schema, Tool.Strict.UNSAID, false)));
        }
        return tools;
    }

    private static List<At<Setting>> settings() {
        return List.of(new At<>("", new Setting.MaxTokens(8_000)));
    }

    @Benchmark
    public byte[] request100KB() {
        var losses = new Losses();
        ChatRequest read = caller.language().decode(JSON.readTree(body), losses);
        var named = new ChatRequest(provider.model(), read.streams(), read.turns(), read.tools(), read.settings());
        return JSON.writeValueAsBytes(provider.language().encode(named, new ToolWords(), losses));
    }
}
