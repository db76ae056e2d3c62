/// From a request's headers to its last byte: reads it, dispatches it, relays the answer.
@NullMarked
package dev.weir.relay;

import org.jspecify.annotations.NullMarked;
