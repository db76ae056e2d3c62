/// What calls cost: prices by the date from which they hold, costs, the most that a call can cost, and estimates where
/// nobody counted. Works on a request's shape or on usage, and knows nothing of calls.
@NullMarked
package dev.weir.meter;

import org.jspecify.annotations.NullMarked;
