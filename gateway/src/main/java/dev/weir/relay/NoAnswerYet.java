package dev.weir.relay;

import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;

/// Before the provider has answered: nothing has reached the client but perhaps a heartbeat, so it can still be told
/// anything.
record NoAnswerYet(Dispatch dispatch) implements Relay {

    @Override
    public void chunk(byte[] bytes) {
        throw new IllegalStateException("a piece of an answer came before its head");
    }

    @Override
    public void ended() {
        throw new IllegalStateException("an answer ended before its head");
    }

    @Override
    public void broke(By by, Problem problem) {
        dispatch.unserved(problem, Usage.NONE);
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }
}
