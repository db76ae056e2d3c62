package dev.weir.adapters.otel;

import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a collector takes what it is sent; tells the log when that changes. OpenTelemetry's own words about every
/// single failure, which are not in our log's form, are kept from the standard error.
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /// Held, so that its level is not forgotten.
    private static final java.util.logging.Logger THEIRS = java.util.logging.Logger.getLogger("io.opentelemetry");

    static {
        THEIRS.setLevel(Level.OFF);
    }

    private final String what;
    private boolean fails;

    Delivery(String what) {
        this.what = what;
    }

    /// Called by one thread.
    void went(boolean well) {
        if (fails == well) {
            fails = !well;
            if (fails) {
                LOG.atWarn().addKeyValue("queue", what).log("the collector does not take what it is sent");
            } else {
                LOG.atInfo().addKeyValue("queue", what).log("the collector takes what it is sent again");
            }
        }
    }
}
