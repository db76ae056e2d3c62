/// One file per wire format: what it refuses, what it reads from a request and how it words an answer. Knows no fault
/// and no transport.
@NullMarked
package dev.weir.simulator.format;

import org.jspecify.annotations.NullMarked;
