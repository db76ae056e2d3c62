package dev.weir.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.call.Call;
import dev.weir.call.Filter;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.json.RequestShape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sees to what callers keep at providers: responses, conversations, containers. All teams share the gateway's accounts
/// there, so an id is taken only from the team that was told it, and the call goes where it was made, with the same
/// credential.
///
/// What was told is remembered by this process, for as long as providers keep it by default; after a restart the
/// conversation itself has to be sent.
public final class KeptAtProviders implements Filter {

    private static final int MOST = 200_000;
    private static final Duration LIFE = Duration.ofDays(30);

    private static final List<String> NAMES = List.of("previous_response_id", "conversation", "container");

    private record Owned(String team, String id) {}

    private record Where(String provider, String credential) {}

    private final Cache<Owned, Where> made =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LIFE).build();

    @Override
    public Entry enter(Call call) {
        RequestShape request = call.request();
        if (request.isTrue("background")) {
            return new Entry.Refused(new Problem(
                    Kind.FIELD_NOT_ALLOWED,
                    "/background: true is not supported; what an answer used could not be counted. Send the call with"
                            + " stream: true"));
        }
        Call next = call;
        for (Map.Entry<String, String> named : named(request).entrySet()) {
            Where where = made.getIfPresent(new Owned(call.principal().team(), named.getValue()));
            Optional<Plan> pinned = where == null ? Optional.empty() : pinned(next.plan(), where);
            if (pinned.isEmpty()) {
                return new Entry.Refused(new Problem(
                        Kind.RESOURCE_NOT_OWNED,
                        "/%s: %s was not made through here by your team with this model; send the conversation itself"
                                .formatted(named.getKey(), named.getValue())));
            }
            next = next.with(pinned.get());
        }
        if (!tells(call)) {
            return new Entry.Passed(next, _ -> {});
        }
        String team = call.principal().team();
        var ids = new ToldIds(
                (id, at, credential) -> made.put(new Owned(team, id), new Where(at.provider(), credential)));
        return new Entry.Passed(next, _ -> {}, Optional.of(ids));
    }

    /// The ids in a request, by where they stand.
    private static Map<String, String> named(RequestShape request) {
        var named = new LinkedHashMap<String, String>();
        for (String name : NAMES) {
            request.text(name).or(() -> request.text(name, "id")).ifPresent(id -> named.put(name, id));
        }
        return named;
    }

    private static Optional<Plan> pinned(Plan plan, Where where) {
        return plan.pinned(target -> target.provider().equals(where.provider()), where.credential());
    }

    /// Whether an answer may tell an id that a later call can name.
    private static boolean tells(Call call) {
        if (call.operation() == Operation.RESPONSES) {
            return !call.request().isFalse("store");
        }
        return call.operation() == Operation.MESSAGES
                && (call.request().has("container")
                        || call.headers().all("anthropic-beta").stream()
                                .anyMatch(betas -> betas.contains("code-execution")));
    }
}
