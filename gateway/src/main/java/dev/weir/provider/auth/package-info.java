/// What shows a provider who we are, where a plain key does not: signatures, and credentials that lapse and are fetched
/// anew in time. Knows no call.
@NullMarked
package dev.weir.provider.auth;

import org.jspecify.annotations.NullMarked;
