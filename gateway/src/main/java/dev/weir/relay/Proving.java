package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.provider.auth.Proof;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what can be shown to a provider, waiting for a token that has to be fetched without holding up the loop. A
/// credential that nothing can be had of rests, and the next one is tried.
final class Proving {

    /// A credential and what is shown of it.
    record Proved(Credential credential, Proof proof) {}

    private static final Logger LOG = LoggerFactory.getLogger(Proving.class);

    private final Provider provider;
    private final Optional<String> only;
    private final Predicate<String> cools;
    private final Executor loop;
    private final Consumer<Proved> then;
    private final Consumer<Problem> otherwise;
    private final Set<Credential> tried = new HashSet<>();

    /// @param only the name of the one credential that will do, if there is one
    /// @param cools whether the provider wants fewer requests with the credential of that name
    /// @param loop on which everything is told
    Proving(
            Provider provider,
            Optional<String> only,
            Predicate<String> cools,
            Executor loop,
            Consumer<Proved> then,
            Consumer<Problem> otherwise) {
        this.provider = provider;
        this.only = only;
        this.cools = cools;
        this.loop = loop;
        this.then = then;
        this.otherwise = otherwise;
    }

    void start() {
        Optional<Credential> picked = only.isPresent()
                ? provider.credentials().named(only.get()).filter(one -> !tried.contains(one))
                : rested().or(() -> provider.credentials().pick(tried));
        if (picked.isEmpty()) {
            otherwise.accept(new Problem(
                            Kind.CREDENTIAL_MISSING,
                            "none of the gateway's credentials for the provider %s can be used now"
                                    .formatted(provider.name()))
                    .retryAfter(Duration.ofSeconds(5)));
            return;
        }
        Credential credential = picked.get();
        Optional<Proof> atHand = credential.proofs().atHand();
        if (atHand.isPresent()) {
            then.accept(new Proved(credential, atHand.get()));
        } else {
            credential
                    .proofs()
                    .get()
                    .whenComplete((proof, failure) -> loop.execute(() -> fetched(credential, proof, failure)));
        }
    }

    /// One that the provider does not want to be spared.
    private Optional<Credential> rested() {
        var without = new HashSet<>(tried);
        for (Credential one : provider.credentials().all()) {
            if (cools.test(one.name())) {
                without.add(one);
            }
        }
        return provider.credentials().pick(without);
    }

    private void fetched(Credential credential, @Nullable Proof proof, Throwable failure) {
        if (proof != null) {
            then.accept(new Proved(credential, proof));
            return;
        }
        tried.add(credential);
        Duration rest = provider.credentials().refused(credential);
        LOG.atError()
                .addKeyValue("provider", provider.name())
                .addKeyValue("credential", credential.name())
                .addKeyValue("rests_seconds", rest.toSeconds())
                .addKeyValue("why", String.valueOf(failure.getMessage()))
                .log("a credential of the gateway cannot be had");
        start();
    }
}
