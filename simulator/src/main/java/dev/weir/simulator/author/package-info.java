/// Decides what is answered: words, JSON that fits a schema, or a call of one of the client's own tools. Knows no
/// format.
@NullMarked
package dev.weir.simulator.author;

import org.jspecify.annotations.NullMarked;
