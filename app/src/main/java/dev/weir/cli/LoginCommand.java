package dev.weir.cli;

import dev.weir.app.DemoState;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Signs the person at the terminal in with their own issuer, so that nobody holds a shared secret.
@Command(
        name = "login",
        description = {
            "Sign in with an OIDC issuer that the gateway trusts. Afterwards weir token prints a fresh access token.",
            "Without --browser the sign-in happens on any device, with a code."
        },
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {

    @Option(names = "--issuer", description = "The issuer's address.", defaultValue = "${env:WEIR_ISSUER}")
    private @Nullable String issuer;

    @Option(
            names = "--client-id",
            description = "The public client that the issuer knows this command by.",
            defaultValue = "${env:WEIR_LOGIN_CLIENT_ID}")
    private @Nullable String clientId;

    @Option(
            names = "--scope",
            description = "What to ask for. Default: ${DEFAULT-VALUE}.",
            defaultValue = "openid offline_access")
    private String scope = "openid offline_access";

    @Option(names = "--browser", description = "Sign in with a browser on this machine (PKCE).")
    private boolean browser;

    @Option(names = "--forget", description = "Forget who is signed in.")
    private boolean forget;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    static KeptLogin kept() {
        return new KeptLogin(DemoState.folder().resolve("login.json"), InstantSource.system());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (forget) {
            out.println(kept().forget() ? "forgotten" : "nobody was signed in");
            return 0;
        }
        if (issuer == null || clientId == null) {
            throw new Complaint("--issuer and --client-id (or WEIR_ISSUER and WEIR_LOGIN_CLIENT_ID) are wanted");
        }
        OidcProvider provider = OidcProvider.discovered(issuer);
        kept().keep(
                        provider,
                        clientId,
                        browser
                                ? new BrowserLogin(provider, clientId, scope, out).tokens()
                                : new DeviceLogin(provider, clientId, scope, out, Thread::sleep).tokens());
        out.println("Signed in. weir token prints an access token.");
        return 0;
    }
}
