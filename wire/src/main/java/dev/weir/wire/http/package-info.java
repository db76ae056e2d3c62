/// What HTTP says, as values: headers, the target, whole requests and whole answers. No sockets. Knows no format.
@NullMarked
package dev.weir.wire.http;

import org.jspecify.annotations.NullMarked;
