/// Turns outcomes into the one log line of a call, afterwards.
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
