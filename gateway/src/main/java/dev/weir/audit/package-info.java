/// Makes the audit trail: what is kept of each call before somebody is asked and when it has ended, and how that comes
/// from the journal to where it is kept for good.
@NullMarked
package dev.weir.audit;

import org.jspecify.annotations.NullMarked;
