package dev.weir.config;

import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A provider as an operator describes it.
///
/// @param kind the id of its kind, also where an alias was written
/// @param base what comes before the path of each operation; without a slash at its end
/// @param headers that every request to it carries
/// @param http2 whether it is spoken to in HTTP/2
public record ProviderConfig(
        String kind, URI base, List<Credential> credentials, Map<String, String> headers, boolean http2) {

    /// One key at a provider.
    ///
    /// @param weight its share of the calls, compared with the others
    /// @param name for logs
    public record Credential(SecretRef secret, int weight, String name) {}

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

    /// What the transport or the credentials say.
    private static final Set<String> NOT_FIXED = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern SECRET_NAME = Pattern.compile(".*(key|secret|token|password|signature)");

    public ProviderConfig {
        credentials = List.copyOf(credentials);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static ProviderConfig read(String name, Section provider, Egress egress, ProviderKinds kinds) {
        String written = provider.value("kind", Values.TEXT, name);
        Optional<? extends ProviderKinds.Kind> kind = kinds.kind(written);
        provider.at("kind")
                .require(
                        kind.isPresent(),
                        "no kind of provider is named %s%s; there are %s",
                        written,
                        Spelling.nearest(written, kinds.ids())
                                .map(id -> ", perhaps " + id + " is meant")
                                .orElse(""),
                        kinds.ids().stream().sorted().toList());
        var read = new ProviderConfig(
                kind.map(ProviderKinds.Kind::id).orElse(written),
                provider.value("base", Values.WEB_ADDRESS)
                        .or(() -> kind.flatMap(ProviderKinds.Kind::home))
                        .orElse(Values.WEB_ADDRESS.standIn()),
                provider.sections("credentials", ProviderConfig::credential),
                provider.texts("headers"),
                provider.value("http2", Values.FLAG, false));
        read.check(provider, egress, kind);
        return read;
    }

    private static Credential credential(Section credential) {
        SecretRef secret = credential.required("secret", Values.SECRET);
        return new Credential(
                secret,
                credential.value("weight", Value.within(Values.NUMBER, 1, 1000), 1),
                credential.value("name", Values.TEXT, secret.toString()));
    }

    private void check(Section provider, Egress egress, Optional<? extends ProviderKinds.Kind> kind) {
        if (kind.isPresent()) {
            provider.at("base")
                    .require(
                            provider.has("base") || kind.get().home().isPresent(),
                            "is missing; where a provider of the kind %s is, only its operator knows",
                            this.kind);
            provider.at("credentials")
                    .require(
                            !credentials.isEmpty() || !kind.get().needsCredential(),
                            "is empty; a provider of the kind %s wants at least one key, as - secret: env:NAME",
                            this.kind);
        }
        if (provider.has("base")) {
            Optional<String> refusal = egress.refusal(base);
            provider.at("base").require(refusal.isEmpty(), "%s", refusal.orElse(""));
        }
        var names = new HashSet<String>();
        for (int i = 0; i < credentials.size(); i++) {
            String name = credentials.get(i).name();
            provider.at("credentials")
                    .at(i)
                    .require(
                            names.add(name)
                                    || name.equals(Values.SECRET.standIn().toString()),
                            "the name %s is taken by a credential above",
                            name);
        }
        headers.forEach((name, value) -> checkHeader(provider, name, value));
    }

    private static void checkHeader(Section provider, String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        provider.at("headers")
                .at(name)
                .require(HEADER_NAME.matcher(name).matches(), "is not a name that a header can have");
        provider.at("headers")
                .at(name)
                .require(
                        HEADER_VALUE.matcher(value).matches(),
                        "has a value that a header cannot have: wanted visible ASCII characters");
        provider.at("headers")
                .at(name)
                .require(!NOT_FIXED.contains(lower), "is set by the gateway itself and cannot be fixed here");
        provider.at("headers")
                .at(name)
                .require(
                        !SECRET_NAME.matcher(lower).matches(),
                        "sounds like a credential; keys belong under credentials, as a reference");
    }
}
