/// What parts of the gateway cost, measured with JMH: `make bench`.
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
