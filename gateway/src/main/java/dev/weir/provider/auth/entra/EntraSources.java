package dev.weir.provider.auth.entra;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.FirstOf;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.Web;
import dev.weir.store.Secret;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The places where credentials of Microsoft Entra may be, and the order in which Azure's libraries look at them.
public final class EntraSources {

    private final Environment environment;
    private final Web web;
    private final InstantSource clock;

    public EntraSources(Environment environment, Web web, InstantSource clock) {
        this.environment = environment;
        this.web = web;
        this.clock = clock;
    }

    /// An application by its secret.
    public Source<Secret> application(String tenant, String client, Source<Secret> secret, String scope) {
        return () -> new Application(environment, web, clock, tenant, client)
                .withSecret(secret.fetch().value().reveal(), scope);
    }

    /// An application by the token of the cluster that it runs in.
    public Source<Secret> workloadIdentity(String scope) {
        return () -> new Application(
                        environment,
                        web,
                        clock,
                        environment.wanted("AZURE_TENANT_ID"),
                        environment.wanted("AZURE_CLIENT_ID"))
                .withFederatedToken(environment.wanted("AZURE_FEDERATED_TOKEN_FILE"), scope);
    }

    /// The identity of the machine or the service.
    ///
    /// @param client which, if there are several
    public Source<Secret> managedIdentity(Optional<String> client, String scope) {
        return () -> new ManagedIdentity(
                        environment, web, clock, client.or(() -> environment.variable("AZURE_CLIENT_ID")))
                .fetch(scope);
    }

    /// A secret in the environment, else workload identity, else managed identity.
    public Source<Secret> byDefault(Optional<String> client, String scope) {
        var chain = new LinkedHashMap<String, Source<Secret>>();
        chain.put(
                "environment",
                () -> new Application(
                                environment,
                                web,
                                clock,
                                environment.wanted("AZURE_TENANT_ID"),
                                environment.wanted("AZURE_CLIENT_ID"))
                        .withSecret(environment.wanted("AZURE_CLIENT_SECRET"), scope));
        chain.put("workload identity", workloadIdentity(scope));
        chain.put("managed identity", managedIdentity(client, scope));
        return new FirstOf<>("credentials of Entra", chain);
    }
}
