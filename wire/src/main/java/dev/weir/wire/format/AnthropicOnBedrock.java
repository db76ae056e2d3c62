package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.On;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Messages API as callers of Bedrock's InvokeModel know it: the same bodies and events, but refusals are those of
/// AWS.
public final class AnthropicOnBedrock implements WireFormat {

    public static final AnthropicOnBedrock FORMAT = new AnthropicOnBedrock();

    private AnthropicOnBedrock() {}

    @Override
    public String name() {
        return "bedrock-messages";
    }

    @Override
    public Set<String> members() {
        return AnthropicMessages.FORMAT.members();
    }

    @Override
    public ErrorWords words() {
        return ErrorWords.AWS;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        return AwsErrors.refusal(problem, requestId);
    }

    /// The message that ends an event stream, from the error event that ends a stream of Anthropic's.
    public static EventMessage exception(byte[] errorEvent) {
        String type = "";
        String message = "";
        try {
            JsonNode error = JsonMapper.shared().readTree(errorEvent).path("error");
            type = error.path("type").stringValue("");
            message = error.path("message").stringValue("");
        } catch (JacksonException notJson) {
            // still a failure
        }
        byte[] payload = JsonMapper.shared().writeValueAsBytes(Map.of("message", message));
        return EventMessage.exception(
                switch (type) {
                    case "overloaded_error" -> "serviceUnavailableException";
                    case "rate_limit_error", "billing_error" -> "throttlingException";
                    case "timeout_error" -> "modelTimeoutException";
                    case "invalid_request_error", "policy_blocked", "not_supported", "request_too_large" ->
                        "validationException";
                    default -> "internalServerException";
                },
                payload);
    }

    @Override
    public StreamWatch watch() {
        return AnthropicMessages.FORMAT.watch();
    }

    @Override
    public JsonNumbers usageNumbers() {
        return AnthropicMessages.FORMAT.usageNumbers();
    }

    @Override
    public On on(Map<String, String> words) {
        return AnthropicMessages.FORMAT.on(words);
    }

    @Override
    public Usage usage(Map<String, Long> numbers) {
        return AnthropicMessages.FORMAT.usage(numbers);
    }
}
