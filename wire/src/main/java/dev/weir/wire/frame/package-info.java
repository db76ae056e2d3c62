/// Cuts bytes into frames and back. Knows how events are cut, not what they say.
@NullMarked
package dev.weir.wire.frame;

import org.jspecify.annotations.NullMarked;
