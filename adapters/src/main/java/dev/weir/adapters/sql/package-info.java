/// Documents, shares and books in SQL databases: SQLite in a folder, for one machine, and PostgreSQL, for many. One SQL
/// text serves both. Everything that knows JDBC is here.
@NullMarked
package dev.weir.adapters.sql;

import org.jspecify.annotations.NullMarked;
