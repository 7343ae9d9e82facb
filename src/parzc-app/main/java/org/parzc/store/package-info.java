/**
 * Statistics on disk: one DuckDB file per run that survives being killed and is resumed where it
 * stopped.
 *
 * <p>{@link org.parzc.store.DuckDbStore} is the way in. It writes one architecture per transaction,
 * knows what the file holds ({@link org.parzc.store.StoreContents}) and refuses to mix results of
 * different options. Results leave as Parquet or CSV whose bytes depend on the content alone.
 * {@code SQLException} stays inside: what the user can mend is an {@link org.parzc.InputException},
 * the rest a {@link org.parzc.store.StoreException}.
 */
package org.parzc.store;
