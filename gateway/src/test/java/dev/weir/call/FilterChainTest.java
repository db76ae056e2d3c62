package dev.weir.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Filter.Entry.Answered;
import dev.weir.call.Filter.Entry.Passed;
import dev.weir.call.Filter.Entry.Refused;
import dev.weir.call.Filter.Entry.Slow;
import dev.weir.call.Outcome.Broken;
import dev.weir.call.Outcome.By;
import dev.weir.call.Outcome.Failed;
import dev.weir.call.Outcome.Served;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FilterChainTest {

    private static final Outcome SERVED = new Served(200, Usage.NONE, List.of());

    private final List<String> story = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Test
    void completesInReverse() {
        start(filter("outer"), filter("inner"));

        assertThat(story).containsExactly("in outer", "in inner", "served", "out inner", "out outer");
        assertThat(outcomes).containsExactly(SERVED);
    }

    @Test
    void tellsOnlyTheFiltersThatItPassed() {
        start(filter("outer"), refuses(), filter("inner"));

        assertThat(story).containsExactly("in outer", "out outer");
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void asksNoProviderWhenAFilterHasTheAnswer() {
        start(filter("outer"), _ -> new Answered(HttpResponse.text(200, "from a cache")), filter("inner"));

        assertThat(story).containsExactly("in outer", "out outer");
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void goesOnWhereItWaited() {
        start(filter("outer"), slow(filter("slow")), filter("inner"));
        assertThat(story).containsExactly("in outer");

        waiting.remove().run();
        assertThat(story)
                .containsExactly("in outer", "in slow", "in inner", "served", "out inner", "out slow", "out outer");
    }

    @Test
    void asksNoProviderWhenTheClientLeftWhileItWaited() {
        start(filter("outer"), slow(filter("slow")), filter("inner")).run();

        waiting.remove().run();
        assertThat(story).containsExactly("in outer", "in slow", "out slow", "out outer");
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.CLIENT));
    }

    @Test
    void givesEverythingBackWhenAFilterThrowsOnTheWayIn() {
        start(filter("outer"), throwing(), filter("inner"));

        assertThat(story).containsExactly("in outer", "out outer");
        assertThat(outcomes).singleElement().isInstanceOf(Failed.class);
    }

    @Test
    void givesEverythingBackWhenAFilterThrowsWhileItWaits() {
        start(filter("outer"), slow(throwing()), filter("inner"));

        waiting.remove().run();
        assertThat(story).containsExactly("in outer", "out outer");
        assertThat(outcomes).singleElement().isInstanceOf(Failed.class);
    }

    @Test
    void tellsTheOthersWhenAFilterThrowsOnTheWayOut() {
        start(
                filter("outer"),
                call -> new Passed(call, _ -> {
                    throw new IllegalStateException("a bug");
                }));

        assertThat(story).containsExactly("in outer", "served", "out outer");
        assertThat(outcomes).singleElement().isInstanceOf(Failed.class);
    }

    @Test
    void givesEverythingBackWhenTheDispatcherThrows() {
        start(
                (_, _, _) -> {
                    throw new IllegalStateException("a bug");
                },
                filter("outer"));

        assertThat(story).containsExactly("in outer", "out outer");
        assertThat(outcomes).singleElement().isInstanceOf(Failed.class);
    }

    @Test
    void letsTheAnswerPassTheInnermostFilterFirst() {
        var order = new ArrayList<ResponseFilter>();
        ResponseFilter outer = new Untouched();
        ResponseFilter inner = new Untouched();

        start(
                (_, filters, end) -> {
                    order.addAll(filters);
                    end.accept(SERVED);
                },
                call -> new Passed(call, _ -> {}, Optional.of(outer)),
                call -> new Passed(call, _ -> {}, Optional.of(inner)));

        assertThat(order).containsExactly(inner, outer);
    }

    private Runnable start(Filter... filters) {
        return start(
                (_, _, end) -> {
                    story.add("served");
                    end.accept(SERVED);
                },
                filters);
    }

    private Runnable start(FilterChain.Dispatcher dispatcher, Filter... filters) {
        return new FilterChain(List.of(filters), waiting::add)
                .start(Calls.chat(), Runnable::run, dispatcher, outcomes::add);
    }

    private Filter filter(String name) {
        return call -> {
            story.add("in " + name);
            return new Passed(call, _ -> story.add("out " + name));
        };
    }

    private static Filter throwing() {
        return _ -> {
            throw new IllegalStateException("a bug");
        };
    }

    private static Filter slow(Filter filter) {
        return call -> new Slow(() -> filter.enter(call));
    }

    private static Filter refuses() {
        return _ -> new Refused(new Problem(Kind.BUDGET_EXHAUSTED, "no"));
    }

    private static final class Untouched implements ResponseFilter {
        @Override
        public Verdict piece(byte[] bytes) {
            return new Verdict.Forward(bytes);
        }

        @Override
        public Verdict end() {
            return new Verdict.Forward(new byte[0]);
        }
    }
}
