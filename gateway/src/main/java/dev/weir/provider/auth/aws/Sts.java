package dev.weir.provider.auth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Web;
import dev.weir.provider.auth.Web.Question;
import dev.weir.wire.aws.AwsKeys;
import dev.weir.wire.aws.Scope;
import dev.weir.wire.aws.SignatureV4;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The Security Token Service: gives temporary keys of a role.
final class Sts {

    private final Environment environment;
    private final Web web;
    private final InstantSource clock;
    private final String region;

    Sts(Environment environment, Web web, InstantSource clock, String region) {
        this.environment = environment;
        this.web = web;
        this.clock = clock;
        this.region = region;
    }

    /// The keys of a role for whoever holds that role's trust by keys of his own.
    Lapsing<AwsKeys> assume(String role, String session, Optional<String> externalId, AwsKeys keys) throws IOException {
        var form = form("AssumeRole", role, session);
        externalId.ifPresent(id -> form.put("ExternalId", id));
        return ask(form, Optional.of(keys));
    }

    /// The keys of a role for whoever shows a token that the role trusts.
    Lapsing<AwsKeys> assumeWithToken(String role, String session, String token) throws IOException {
        var form = form("AssumeRoleWithWebIdentity", role, session);
        form.put("WebIdentityToken", token);
        return ask(form, Optional.empty());
    }

    private static Map<String, String> form(String action, String role, String session) {
        var form = new LinkedHashMap<String, String>();
        form.put("Action", action);
        form.put("Version", "2011-06-15");
        form.put("RoleArn", role);
        form.put("RoleSessionName", session);
        return form;
    }

    private Lapsing<AwsKeys> ask(Map<String, String> form, Optional<AwsKeys> keys) throws IOException {
        URI address = URI.create(
                environment.variable("AWS_ENDPOINT_URL_STS").orElse("https://sts.%s.%s".formatted(region, domain())));
        String target = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        byte[] body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
        Headers.Builder headers = Headers.builder()
                .add("host", address.getAuthority())
                .add("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        keys.ifPresent(
                one -> SignatureV4.sign(headers, "POST", target, body, one, new Scope(region, "sts"), clock.instant()));
        HttpResponse answer =
                web.ask(new Question("POST", address.resolve(target), headers.build(), body, Question.FAR));
        Map<String, String> said = read(answer.body());
        if (answer.status() != 200) {
            throw new IOException("STS at %s answered %d %s to %s for %s"
                    .formatted(
                            address.getAuthority(),
                            answer.status(),
                            said.getOrDefault("Code", ""),
                            form.get("Action"),
                            form.get("RoleArn")));
        }
        String id = said.getOrDefault("AccessKeyId", "");
        String secret = said.getOrDefault("SecretAccessKey", "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IOException("STS at %s answered without keys".formatted(address.getAuthority()));
        }
        return new Lapsing<>(
                new AwsKeys(id, secret, Optional.ofNullable(said.get("SessionToken"))),
                KeysJson.expiration(said.getOrDefault("Expiration", ""), "STS"));
    }

    private String domain() {
        return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    }

    /// The text of each element that holds nothing but text. A document that declares a type of its own is refused.
    private static Map<String, String> read(byte[] xml) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        var texts = new HashMap<String, String>();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            var text = new StringBuilder();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD ->
                        throw new IOException("STS answered with XML that declares a document type");
                    case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        texts.putIfAbsent(reader.getLocalName(), text.toString().strip());
                        text.setLength(0);
                    }
                    default -> {}
                }
            }
            return texts;
        } catch (XMLStreamException notXml) {
            throw new IOException("STS answered with something that is not XML");
        }
    }
}
