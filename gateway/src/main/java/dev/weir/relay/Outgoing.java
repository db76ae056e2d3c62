package dev.weir.relay;

import dev.weir.call.Call;
import dev.weir.call.Operation;
import dev.weir.config.Passes;
import dev.weir.config.Passing;
import dev.weir.provider.Service;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.ErrorWords;
import dev.weir.wire.format.WireFormat.Unasked;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.Splice;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A call's request as its provider takes it: the caller's bytes, but for the declared edits, in the provider's
/// envelope.
///
/// @param target path and query
/// @param headers those of the caller's that pass
/// @param unasked what of the answer the caller did not ask for
/// @param losses what of it does not pass
record Outgoing(String target, Headers.Builder headers, byte[] body, Unasked unasked, List<Loss> losses) {

    /// Members of a query that say what the gateway decides, or that are credentials.
    private static final Set<String> NOT_FORWARDED = Set.of("alt", "$alt", "api-version", "key", "access_token");

    private static final Pattern AMPERSAND = Pattern.compile("&");

    static Outgoing of(Call call, String model, Service service, Passes passes) {
        return of(call, model, service, passes, false);
    }

    /// @param moved whether the conversation was at another target until now
    static Outgoing of(Call call, String model, Service service, Passes passes, boolean moved) {
        var losses = new Losses();
        Headers.Builder headers = ForwardedHeaders.toProvider(call.headers());
        var edits = new Splice(call.request());
        boolean counts = call.operation() == Operation.COUNT_TOKENS;
        Unasked unasked = counts ? Unasked.NOTHING : call.format().prepare(call.request(), edits);
        if (call.format().words() == ErrorWords.ANTHROPIC) {
            MessagesEnvelopes.move(call, model, service, passes.betas(), headers, edits, losses);
        } else if (!service.modelInPath() && !call.request().model().equals(model)) {
            edits.text("model", model);
        }
        StrayThoughts.remove(call.request(), moved, edits, losses);
        fields(call, passes.fields(), edits, losses);
        byte[] body = edits.apply();
        if (counts && service.envelope() == Envelope.BEDROCK) {
            body = BedrockCount.wrapped(body);
        }
        headers.set("content-type", "application/json").set("content-length", Integer.toString(body.length));
        return new Outgoing(target(call, model, service), headers, body, unasked, losses.list());
    }

    /// Takes away what the format does not define and the provider is not to be told.
    private static void fields(Call call, Passing passing, Splice edits, Losses losses) {
        Set<String> defined = call.format().members();
        if (defined.isEmpty() || passing instanceof Passing.All) {
            return;
        }
        for (String name : call.request().names()) {
            if (!defined.contains(name) && !passing.passes(name)) {
                edits.remove(name);
                losses.ignored(
                        At.inside("", name), "the format does not define it, and it does not go on to this provider");
            }
        }
    }

    private static String target(Call call, String model, Service service) {
        String path = service.target(model, call.streams());
        String query = call.target().query();
        if (query.length() < 2) {
            return path;
        }
        var target = new StringBuilder(path);
        for (String member : AMPERSAND.split(query.substring(1), -1)) {
            int equals = member.indexOf('=');
            String name = equals < 0 ? member : member.substring(0, equals);
            if (!member.isEmpty() && passes(name, service)) {
                target.append(target.indexOf("?") < 0 ? '?' : '&').append(member);
            }
        }
        return target.toString();
    }

    /// `beta=true` says to Anthropic's own interface what `anthropic-beta` says to all.
    private static boolean passes(String name, Service service) {
        return !NOT_FORWARDED.contains(name) && (service.envelope() == Envelope.OWN || !name.equals("beta"));
    }
}
