/// The audit trail as Parquet files in folders by day. Everything that knows Parquet is here; nothing of Hadoop is
/// loaded.
@NullMarked
package dev.weir.adapters.parquet;

import org.jspecify.annotations.NullMarked;
