/// Reads what routing, limits and reservations need of a body in one streaming pass, and changes bodies by splicing
/// bytes. Knows no vendor.
@NullMarked
package dev.weir.wire.json;

import org.jspecify.annotations.NullMarked;
