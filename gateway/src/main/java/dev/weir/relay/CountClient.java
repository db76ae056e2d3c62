package dev.weir.relay;

import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;

/// The answer to a caller who has Bedrock count tokens: what the relay says as Anthropic would goes out as Bedrock says
/// it. A refusal goes out as it is.
final class CountClient implements PassingResponse {

    private final ClientResponse client;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Headers headers = Headers.NONE;
    private boolean counted;

    CountClient(ClientResponse client) {
        this.client = client;
    }

    @Override
    public ClientResponse client() {
        return client;
    }

    @Override
    public void head(int status, Headers newHeaders) {
        counted = status == 200;
        if (counted) {
            headers = newHeaders;
        } else {
            client.head(status, newHeaders);
        }
    }

    @Override
    public void send(byte[] bytes) {
        if (counted) {
            body.writeBytes(bytes);
        } else {
            client.send(bytes);
        }
    }

    @Override
    public void end() {
        if (counted) {
            byte[] answer = BedrockCount.toBedrock(body.toByteArray());
            client.head(
                    200,
                    headers.toBuilder()
                            .set("content-length", Integer.toString(answer.length))
                            .build());
            client.send(answer);
        }
        client.end();
    }
}
