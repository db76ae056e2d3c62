/// The vocabulary between the formats.
@NullMarked
package dev.weir.wire.chat;

import org.jspecify.annotations.NullMarked;
