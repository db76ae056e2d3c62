/// Issues our tokens, verifies ours and others', keeps the key ring.
@NullMarked
package dev.weir.identity;

import org.jspecify.annotations.NullMarked;
