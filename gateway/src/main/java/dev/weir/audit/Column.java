package dev.weir.audit;

import dev.weir.call.AuditRecord;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// One column of the audit trail: its name, and what it says of a record. What is not known is not there: neither an
/// empty text nor a zero stands for it.
public sealed interface Column {

    String name();

    /// Whether it says something of every record.
    boolean always();

    /// Text. An empty one is not there; half a character is replaced by U+FFFD, since no file and no database takes it.
    record Text(String name, boolean always, Function<AuditRecord, String> value) implements Column {

        public String of(AuditRecord of) {
            return WellFormed.of(value.apply(of));
        }
    }

    /// A whole number.
    ///
    /// @param known of which records it is there
    record Whole(String name, Predicate<AuditRecord> known, ToLongFunction<AuditRecord> value) implements Column {

        @Override
        public boolean always() {
            return false;
        }
    }

    /// A number in binary floating point, where readers want one.
    record Real(String name, Predicate<AuditRecord> known, ToDoubleFunction<AuditRecord> value) implements Column {

        @Override
        public boolean always() {
            return false;
        }
    }

    /// Yes or no.
    record Flag(String name, Predicate<AuditRecord> known, Predicate<AuditRecord> value) implements Column {

        @Override
        public boolean always() {
            return false;
        }
    }

    /// A moment, to the microsecond in files.
    record Time(String name, Function<AuditRecord, Instant> value) implements Column {

        @Override
        public boolean always() {
            return true;
        }
    }
}
