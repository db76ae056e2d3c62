package dev.weir.call;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.HttpResponse;
import java.util.List;
import java.util.Optional;

/// How a call ended. There is exactly one per call, and it is what metering, audit and tracing are told.
public sealed interface Outcome {

    /// What the provider counted. Also of an answer that broke off: those tokens were paid for too.
    Usage usage();

    /// Every request that was made to a provider, in order.
    List<Attempt> attempts();

    /// A provider's answer went to the client to its end. It may be the provider's own refusal of the request.
    record Served(int status, Usage usage, List<Attempt> attempts) implements Outcome {
        public Served {
            attempts = List.copyOf(attempts);
        }
    }

    /// Answered from here, without a provider.
    record Answered(HttpResponse response) implements Outcome {
        @Override
        public Usage usage() {
            return Usage.NONE;
        }

        @Override
        public List<Attempt> attempts() {
            return List.of();
        }
    }

    /// Said no before any provider was asked.
    ///
    /// @param words how it is said; empty if it is in those of the caller's format
    record Refused(Problem problem, Optional<HttpResponse> words) implements Outcome {
        public Refused(Problem problem) {
            this(problem, Optional.empty());
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }

        @Override
        public List<Attempt> attempts() {
            return List.of();
        }
    }

    /// Providers were asked, and none of their answers reached the client.
    record Unserved(Problem problem, Usage usage, List<Attempt> attempts) implements Outcome {
        public Unserved {
            attempts = List.copyOf(attempts);
        }
    }

    /// The answer began and did not end.
    record Broken(By by, Problem problem, Usage usage, List<Attempt> attempts) implements Outcome {
        public Broken {
            attempts = List.copyOf(attempts);
        }
    }

    /// Something of ours went wrong.
    record Failed(Throwable cause, Usage usage, List<Attempt> attempts) implements Outcome {
        public Failed {
            attempts = List.copyOf(attempts);
        }

        public Failed(Throwable cause) {
            this(cause, Usage.NONE, List.of());
        }
    }

    /// Who broke an answer off.
    enum By {
        CLIENT,
        PROVIDER,
        DEADLINE,
        FILTER,
        GATEWAY
    }
}
