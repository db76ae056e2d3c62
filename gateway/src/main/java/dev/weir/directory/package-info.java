/// Who there is: teams, their clients and keys, and the tiers, as documents that administrators write; and the
/// `Directory` that is compiled of them and of `weir.yaml`, which authentication and limits read. Knows no HTTP.
@NullMarked
package dev.weir.directory;

import org.jspecify.annotations.NullMarked;
