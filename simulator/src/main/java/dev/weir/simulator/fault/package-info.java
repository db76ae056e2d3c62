/// What the simulator does wrong on purpose: the catalogue, its spelling, and the rules that are armed. Plays nothing.
@NullMarked
package dev.weir.simulator.fault;

import org.jspecify.annotations.NullMarked;
