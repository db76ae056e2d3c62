/// What an operator can say, and everything that is wrong with it.
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
