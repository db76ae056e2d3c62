package dev.weir.journal;

import java.nio.file.Path;
import org.slf4j.Logger;

/// A time during which records are refused for one reason: said once when it begins and once when it ends. Begun and
/// ended by the writer, read by any thread.
final class Spell {

    private final Logger log;
    private final Path folder;
    private volatile String why = "";
    private long refused;

    Spell(Logger log, Path folder) {
        this.log = log;
        this.folder = folder;
    }

    /// Why records are refused; empty if they are not.
    String why() {
        return why;
    }

    void refuse(String reason, int records) {
        if (why.isEmpty()) {
            log.error("the journal in {} does not take records: {}", folder, reason);
        }
        why = reason;
        refused += records;
    }

    void over() {
        if (!why.isEmpty()) {
            log.info("the journal in {} takes records again; {} were refused", folder, refused);
            why = "";
            refused = 0;
        }
    }
}
