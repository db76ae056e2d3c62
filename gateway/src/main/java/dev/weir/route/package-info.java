/// The compiled configuration, and the router that makes a plan from it.
@NullMarked
package dev.weir.route;

import org.jspecify.annotations.NullMarked;
