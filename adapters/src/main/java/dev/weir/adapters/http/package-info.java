/// The HTTP server and client on Vert.x. Everything that knows Vert.x is here.
@NullMarked
package dev.weir.adapters.http;

import org.jspecify.annotations.NullMarked;
