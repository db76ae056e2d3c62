package dev.weir.cli;

import dev.weir.adapters.parquet.AuditVerification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What can be done with an audit trail.
@Command(
        name = "audit",
        description = "Look at an audit trail.",
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.Verify.class)
final class AuditCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// Says whether a trail is as it was written.
    @Command(
            name = "verify",
            description = "Say whether an audit trail is as it was written; exit status 1 if it is not.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Parameters(paramLabel = "FOLDER", description = "The folder of its files.")
        private Path folder = Path.of("audit");

        @Option(
                names = "--head",
                paramLabel = "HASH",
                description = "A hash that was said before, which still has to be in the trail.")
        private @Nullable String head;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            AuditVerification verification = AuditVerification.of(folder, Optional.ofNullable(head));
            PrintWriter out = spec.commandLine().getOut();
            verification.findings().forEach(out::println);
            if (!verification.findings().isEmpty()) {
                return 1;
            }
            out.println("%d records in %d files are as they were written. Head: %s"
                    .formatted(verification.rows(), verification.files(), verification.head()));
            return 0;
        }
    }
}
