/**
 * The data: SQLite in the data directory, or PostgreSQL for several platforms at once, with one set of portable SQL.
 * Every room may enter. Its invariant: all changes pass through one thread, whoever asked for a change hears of it after
 * it was committed, a piece of work that fails leaves nothing behind and harms no other, and whoever reads sees what was
 * promised before.
 *
 * <p>Decisions. Whatever has queued is committed together, because a commit costs more than a change. Groups run without
 * savepoints: if a piece fails, the group is rolled back and its pieces run again one by one, which costs nothing as
 * long as all goes well; therefore a piece of work may run more than once. Flyway validates and migrates, and never
 * repairs. SQLite runs with {@code synchronous=NORMAL}: a commit survives the death of the process, not a power cut in
 * the same second.
 */
@NullMarked
package dev.llmaas.platform.store;

import org.jspecify.annotations.NullMarked;
