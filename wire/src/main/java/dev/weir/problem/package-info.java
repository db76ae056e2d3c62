/// Why something was refused or failed: said once, for every wire format and for RFC 9457. Knows no format.
@NullMarked
package dev.weir.problem;

import org.jspecify.annotations.NullMarked;
