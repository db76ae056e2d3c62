/// The composition root: what is made of what.
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
