/// The ports behind which things are kept, and their small implementations. Knows no database.
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;
