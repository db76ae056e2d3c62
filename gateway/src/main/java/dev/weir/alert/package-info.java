/// Tells somebody when a budget is used up to one of its thresholds. Knows nothing of calls: it looks at accounts.
@NullMarked
package dev.weir.alert;

import org.jspecify.annotations.NullMarked;
