package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.format.Event;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.http.Headers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The event stream of AWS. A failure is an exception, by the name that was asked for, or `modelStreamErrorException`.
///
/// @param chunks whether each event of the model stands in a chunk, or is a message itself
record AwsFraming(boolean chunks) implements Framing {

    @Override
    public Headers headers() {
        Headers.Builder headers = Headers.builder().add("content-type", "application/vnd.amazon.eventstream");
        return (chunks ? headers.add("x-amzn-bedrock-content-type", "application/json") : headers).build();
    }

    @Override
    public byte[] frame(Event event) {
        byte[] data = event.data().getBytes(UTF_8);
        return switch (event.name()) {
            case "error" -> failure(data).encoded();
            case "simulator_oddity" -> EventMessage.event("oddity", data).encoded();
            default ->
                chunks
                        ? ChunkFrames.of(new Frame(event.name(), data)).encoded()
                        : EventMessage.event(event.name().isEmpty() ? "contentBlockDelta" : event.name(), data)
                                .encoded();
        };
    }

    private static EventMessage failure(byte[] data) {
        JsonNode error = JsonMapper.shared().readTree(data).path("error");
        String type = error.path("type").stringValue("");
        return EventMessage.exception(
                type.endsWith("Exception") ? type : "modelStreamErrorException",
                JsonMapper.shared()
                        .writeValueAsBytes(JsonMapper.shared()
                                .createObjectNode()
                                .put("message", error.path("message").stringValue(""))));
    }
}
