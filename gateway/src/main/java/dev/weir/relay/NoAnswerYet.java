package dev.weir.relay;

import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;

/// Before the provider has answered.
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
        dispatch.fell(by, problem, Usage.NONE);
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    @Override
    public boolean counted() {
        return false;
    }

    @Override
    public long said() {
        return 0;
    }

    @Override
    public boolean streams() {
        return dispatch.prepared().call().streams();
    }
}
