/// A deterministic provider in all formats, with a fault catalogue and its own meter: a function from request to
/// response. Knows no sockets.
@NullMarked
package dev.weir.simulator;

import org.jspecify.annotations.NullMarked;
