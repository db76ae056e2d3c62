/// Seals what the model thought, and knows its own seals again. Knows no format.
@NullMarked
package dev.weir.simulator.seal;

import org.jspecify.annotations.NullMarked;
