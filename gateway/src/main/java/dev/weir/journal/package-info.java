/// What must survive the process: a record when a call starts and one when it has ended, in order, on disk. Replayed at
/// start. Knows nothing of what the records mean.
@NullMarked
package dev.weir.journal;

import org.jspecify.annotations.NullMarked;
