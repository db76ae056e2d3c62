/// What the simulator would have billed, per request and per credential: the truth that other meters are compared with.
@NullMarked
package dev.weir.simulator.meter;

import org.jspecify.annotations.NullMarked;
