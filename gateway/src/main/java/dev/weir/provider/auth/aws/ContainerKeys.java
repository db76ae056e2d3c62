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
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The role of a container: of a task in ECS, or of a pod in EKS with Pod Identity.
public record ContainerKeys(Environment environment, Web web) implements Source<AwsKeys> {

    private static final String RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private static final String FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private static final String TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    private static final String TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    /// Who may be asked without TLS, besides this machine.
    private static final Set<String> WITHOUT_TLS =
            Set.of("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "127.0.0.1", "localhost", "[::1]");

    @Override
    public Lapsing<AwsKeys> fetch() throws IOException {
        URI address = address();
        Headers.Builder headers = Headers.builder().add("accept", "application/json");
        token().ifPresent(token -> headers.add("authorization", token));
        HttpResponse answer = web.ask(Question.get(address, headers.build(), Question.NEAR));
        String from = "the container's credential service at " + address.getAuthority();
        if (answer.status() != 200) {
            throw new IOException("%s answered %d".formatted(from, answer.status()));
        }
        return KeysJson.read(answer.body(), from);
    }

    private URI address() throws IOException {
        Optional<String> relative = environment.variable(RELATIVE);
        Optional<String> full = environment.variable(FULL);
        if (relative.isEmpty() && full.isEmpty()) {
            throw new IOException("neither %s nor %s is set".formatted(RELATIVE, FULL));
        }
        URI address;
        try {
            address = URI.create(
                    relative.map(path -> "http://169.254.170.2" + path).orElseGet(full::orElseThrow));
        } catch (IllegalArgumentException notOne) {
            throw new IOException("%s is not an address".formatted(relative.isPresent() ? RELATIVE : FULL), notOne);
        }
        boolean allowed = "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && WITHOUT_TLS.contains(String.valueOf(address.getHost())));
        if (!allowed) {
            throw new IOException("%s names %s; without TLS only this machine and %s are asked"
                    .formatted(FULL, address.getHost(), "169.254.170.2, 169.254.170.23 and fd00:ec2::23"));
        }
        return address;
    }

    /// The file is read each time: its token lapses, too.
    private Optional<String> token() throws IOException {
        Optional<String> file = environment.variable(TOKEN_FILE);
        return file.isPresent() ? Optional.of(Environment.read(Path.of(file.get()))) : environment.variable(TOKEN);
    }
}
