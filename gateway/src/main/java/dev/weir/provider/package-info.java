/// Where providers are, who may call them, and which envelope surrounds a format.
@NullMarked
package dev.weir.provider;

import org.jspecify.annotations.NullMarked;
