package dev.weir.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Operation;
import dev.weir.wire.format.Envelope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How one operation is asked for at a provider.
///
/// @param models those that it is for; all if there are none
/// @param envelope what a request has to come in
/// @param whole path and query for an answer in one piece; `{model}` stands for the model
/// @param streamed the same for an answer that streams
public record Service(List<ModelPattern> models, Envelope envelope, String whole, String streamed) {

    private static final String MODELS = "model=";
    private static final String MODEL = "{" + Template.MODEL + "}";
    private static final String UNRESERVED = "-._~@";

    public Service {
        models = List.copyOf(models);
    }

    /// Whether it is for this model.
    public boolean serves(String model) {
        return models.isEmpty() || models.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /// Path and query of a request.
    public String target(String model, boolean streams) {
        String path = streams ? streamed : whole;
        return path.contains(MODEL) ? path.replace(MODEL, encoded(model)) : path;
    }

    /// Whether the path says the model, so that the body need not.
    public boolean modelInPath() {
        return whole.contains(MODEL);
    }

    /// A cell of the catalogue: a path, or one for whole answers and one for streams (`…|…`). Before it stands the
    /// envelope of a Messages body (`bedrock:`, `vertex:`) where it is not the vendor's own, and before that what
    /// models it is for (`model=…|…>`) where it is not for all.
    public static Service of(Operation operation, String cell) {
        int end = cell.startsWith(MODELS) ? cell.indexOf('>') : -1;
        List<ModelPattern> models = end < 0
                ? List.of()
                : Arrays.stream(cell.substring(MODELS.length(), end).split("\\|", -1))
                        .map(ModelPattern::new)
                        .toList();
        return of(operation, models, cell.substring(end + 1));
    }

    private static Service of(Operation operation, List<ModelPattern> models, String cell) {
        int colon = cell.indexOf(':');
        int slash = cell.indexOf('/');
        boolean named = colon >= 0 && colon < slash;
        String paths = named ? cell.substring(colon + 1) : cell;
        int bar = paths.indexOf('|');
        String whole = bar < 0 ? paths : paths.substring(0, bar);
        return new Service(
                models,
                named ? named(cell.substring(0, colon)) : implied(operation, whole),
                whole,
                bar < 0 ? paths : paths.substring(bar + 1));
    }

    private static Envelope named(String name) {
        return switch (name) {
            case "bedrock" -> Envelope.BEDROCK;
            case "vertex" -> Envelope.VERTEX;
            default -> throw new IllegalArgumentException("no envelope is named " + name);
        };
    }

    private static Envelope implied(Operation operation, String path) {
        return switch (operation) {
            case CONVERSE -> Envelope.CONVERSE;
            case GENERATE_CONTENT, COUNT_CONTENT_TOKENS, EMBED_CONTENT -> Envelope.GEMINI;
            case CHAT, RESPONSES, EMBEDDINGS, MESSAGES, COUNT_TOKENS ->
                path.contains(MODEL) ? Envelope.DEPLOYMENT : Envelope.OWN;
        };
    }

    /// The places in its paths that an operator may fill.
    Set<String> parameters() {
        var names = new TreeSet<>(new Template(whole).names());
        names.addAll(new Template(streamed).names());
        return names;
    }

    /// Those that an operator has to fill.
    Set<String> wanted() {
        var names = new TreeSet<>(new Template(whole).wanted());
        names.addAll(new Template(streamed).wanted());
        return names;
    }

    /// The same behind a base path, and with the operator's parameters in their places.
    Service behind(String base, Map<String, String> parameters) {
        return new Service(
                models,
                envelope,
                base + new Template(whole).filled(parameters),
                base + new Template(streamed).filled(parameters));
    }

    /// As one segment of a path.
    private static String encoded(String model) {
        var out = new StringBuilder(model.length() + 16);
        for (byte b : model.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || UNRESERVED.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return out.toString();
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }
}
