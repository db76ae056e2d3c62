package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.Web;
import dev.weir.provider.auth.Web.Question;
import dev.weir.wire.aws.AwsKeys;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// The role of an EC2 instance, from its metadata service; only in its second version, which wants a token.
public record InstanceKeys(Environment environment, Web web) implements Source<AwsKeys> {

    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    @Override
    public Lapsing<AwsKeys> fetch() throws IOException {
        if (environment
                .variable("AWS_EC2_METADATA_DISABLED")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            throw new IOException("AWS_EC2_METADATA_DISABLED is true");
        }
        String base = environment
                .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
                .map(address -> address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                .orElse("http://169.254.169.254");
        HttpResponse token = web.ask(new Question(
                "PUT",
                URI.create(base + "/latest/api/token"),
                Headers.of("x-aws-ec2-metadata-token-ttl-seconds", "21600"),
                new byte[0],
                Question.NEAR));
        Headers shown = Headers.of("x-aws-ec2-metadata-token", text(good(token, "a token")));
        String role = text(good(web.ask(Question.get(URI.create(base + ROLES), shown, Question.NEAR)), "its role"))
                .lines()
                .findFirst()
                .orElse("");
        if (!role.matches("[\\w+=,.@-]{1,64}")) {
            throw new IOException("the instance has no role");
        }
        HttpResponse keys = web.ask(Question.get(URI.create(base + ROLES + role), shown, Question.NEAR));
        return KeysJson.read(good(keys, "the keys of its role").body(), "the instance's metadata service");
    }

    private static HttpResponse good(HttpResponse answer, String asked) throws IOException {
        if (answer.status() != 200) {
            throw new IOException(
                    "the instance's metadata service answered %d when asked for %s".formatted(answer.status(), asked));
        }
        return answer;
    }

    private static String text(HttpResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8).strip();
    }
}
