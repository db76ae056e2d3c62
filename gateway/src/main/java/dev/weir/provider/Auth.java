package dev.weir.provider;

import dev.weir.config.CredentialKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a kind of provider can be shown, and how.
///
/// @param accepted each kind of credential with what there is to know about showing it: the style of a key, the name of
///     the service in an AWS signature, the scope of an Entra token
/// @param optional whether it also answers without any
public record Auth(Map<CredentialKind, String> accepted, boolean optional) {

    private static final String OPTIONAL = "?";

    public Auth {
        accepted = Collections.unmodifiableMap(new EnumMap<>(accepted));
    }

    public Set<CredentialKind> kinds() {
        return accepted.keySet();
    }

    public String about(CredentialKind kind) {
        return accepted.getOrDefault(kind, "");
    }

    /// A cell of the catalogue, for example `aws:bedrock;bearer` or `bearer?`.
    static Auth of(String cell) {
        boolean optional = cell.endsWith(OPTIONAL);
        var accepted = new EnumMap<CredentialKind, String>(CredentialKind.class);
        String kinds = optional ? cell.substring(0, cell.length() - OPTIONAL.length()) : cell;
        Arrays.stream(kinds.split(";", -1)).forEach(one -> {
            int colon = one.indexOf(':');
            String name = colon < 0 ? one : one.substring(0, colon);
            String about = colon < 0 ? name : one.substring(colon + 1);
            switch (name) {
                case "aws" -> accepted.put(CredentialKind.AWS, about);
                case "google" -> accepted.put(CredentialKind.GOOGLE, about);
                case "entra" -> accepted.put(CredentialKind.ENTRA, about);
                default ->
                    accepted.put(
                            CredentialKind.KEY, name.toUpperCase(Locale.ROOT).replace('-', '_'));
            }
        });
        return new Auth(accepted, optional);
    }
}
