package dev.weir.config;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A provider as an operator describes it.
///
/// @param kind the id of its kind, also where an alias was written
/// @param parameters what its address and its paths differ in from operator to operator, for example `region`
/// @param base what comes before the path of each operation; without a slash at its end
/// @param headers that every request to it carries
/// @param passes what of the things that only some providers know goes on to it
/// @param http2 whether it is spoken to in HTTP/2
/// @param customHosts where callers may have it asked instead of at its base, with the same credentials
/// @param whenClientLeaves what becomes of its answer then
public record ProviderConfig(
        String kind,
        URI base,
        Map<String, String> parameters,
        List<CredentialConfig> credentials,
        Map<String, String> headers,
        Passes passes,
        boolean http2,
        List<URI> customHosts,
        Leaving whenClientLeaves) {

    /// Every parameter that a kind of provider may have.
    public static final List<String> PARAMETERS =
            List.of("region", "project", "location", "resource", "account", "tenant", "api-version");

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
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        credentials = List.copyOf(credentials);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        customHosts = List.copyOf(customHosts);
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
        var parameters = new LinkedHashMap<String, String>();
        PARAMETERS.forEach(parameter ->
                provider.value(parameter, Values.LABEL).ifPresent(value -> parameters.put(parameter, value)));
        var read = new ProviderConfig(
                kind.map(ProviderKinds.Kind::id).orElse(written),
                provider.value("base", Values.WEB_ADDRESS)
                        .or(() -> kind.flatMap(one -> one.home(parameters)))
                        .orElse(Values.WEB_ADDRESS.standIn()),
                parameters,
                provider.sections("credentials", CredentialConfig::read),
                provider.texts("headers"),
                provider.section("passes", Passes::read),
                provider.value("http2", Values.FLAG, false),
                provider.values("custom-hosts", Values.WEB_ADDRESS),
                provider.value("when-client-leaves", Values.oneOf(Leaving.class), Leaving.CANCEL));
        read.check(provider, egress, kind);
        return read;
    }

    private void check(Section provider, Egress egress, Optional<? extends ProviderKinds.Kind> kind) {
        kind.ifPresent(one -> check(provider, one));
        if (provider.has("base")) {
            Optional<String> refusal = egress.refusal(base);
            provider.at("base").require(refusal.isEmpty(), "%s", refusal.orElse(""));
        }
        for (int i = 0; i < customHosts.size(); i++) {
            Optional<String> refusal = egress.refusal(customHosts.get(i));
            provider.at("custom-hosts").at(i).require(refusal.isEmpty(), "%s", refusal.orElse(""));
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

    private void check(Section provider, ProviderKinds.Kind kind) {
        parameters
                .keySet()
                .forEach(parameter -> provider.at(parameter)
                        .require(
                                kind.parameters().contains(parameter),
                                "does not belong to a provider of the kind %s%s",
                                this.kind,
                                kind.parameters().isEmpty() ? "" : "; " + kind.parameters() + " do"));
        Set<String> missing = new TreeSet<>(kind.wanted(provider.has("base")));
        missing.removeAll(parameters.keySet());
        missing.forEach(parameter ->
                provider.at(parameter).require(false, "is missing; a provider of the kind %s wants it", this.kind));
        provider.at("base")
                .require(
                        provider.has("base")
                                || !missing.isEmpty()
                                || kind.home(parameters).isPresent(),
                        "is missing; where a provider of the kind %s is, only its operator knows",
                        this.kind);
        provider.at("credentials")
                .require(
                        !credentials.isEmpty() || !kind.needsCredential(),
                        "is empty; a provider of the kind %s wants at least one, as - %s",
                        this.kind,
                        kind.accepts().stream().map(ProviderConfig::example).collect(joining(" or - ")));
        for (int i = 0; i < credentials.size(); i++) {
            CredentialKind shown = credentials.get(i).identity().kind();
            provider.at("credentials")
                    .at(i)
                    .require(
                            kind.accepts().contains(shown),
                            "is %s; a provider of the kind %s takes %s",
                            shown.key(),
                            this.kind,
                            kind.accepts().stream().map(CredentialKind::key).collect(joining(" or ")));
        }
    }

    private static String example(CredentialKind kind) {
        return kind == CredentialKind.KEY ? "secret: env:NAME" : kind.key() + ": {}";
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
