/// The nouns of a call: who asks, what is planned, how it ended, and the filters around it. Knows no snapshot and no
/// socket.
@NullMarked
package dev.weir.call;

import org.jspecify.annotations.NullMarked;
