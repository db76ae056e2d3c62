/// What is decided before it is known who asks: whose address it is, how often and how many at once, and whether the
/// process can take more work at all. Knows no HTTP server, no route and no principal.
@NullMarked
package dev.weir.edge;

import org.jspecify.annotations.NullMarked;
