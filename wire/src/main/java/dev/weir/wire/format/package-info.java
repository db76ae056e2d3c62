/// One file per wire format: what its bodies, events and errors look like. Knows no provider.
@NullMarked
package dev.weir.wire.format;

import org.jspecify.annotations.NullMarked;
