/// What is read as input: its pieces, its tokens, and what of it the prompt caches already hold. Knows no format.
@NullMarked
package dev.weir.simulator.prompt;

import org.jspecify.annotations.NullMarked;
