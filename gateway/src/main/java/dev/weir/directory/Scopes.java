package dev.weir.directory;

import dev.weir.config.EmbeddedIssuer.Scope;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Scopes as documents write them, and as tokens do.
public final class Scopes {

    private Scopes() {}

    public static String word(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    public static String inTokens(Scope scope) {
        return switch (scope) {
            case INVOKE -> dev.weir.identity.Scopes.INVOKE;
            case ADMIN -> dev.weir.identity.Scopes.ADMIN;
        };
    }

    public static Set<String> inTokens(Set<Scope> scopes) {
        return scopes.stream().map(Scopes::inTokens).collect(Collectors.toUnmodifiableSet());
    }
}
