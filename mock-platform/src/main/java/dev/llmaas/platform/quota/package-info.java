/**
 * Limits of keys: output tokens per clock hour and calendar day, money per calendar month, all in the organisation's time
 * zone. The gateway reserves before it works, extends while it works, and the ledger posts what was used. The invariant:
 * {@code posted + pending <= limit} at every moment, however many callers and platforms there are.
 *
 * <p>Decisions. A reservation lives in memory; the database knows only allotments, amounts of a window that one process
 * may hand out. They are taken in blocks while much is left and exactly when little is left, so most reservations touch
 * no database and yet the last token can be used. A process that dies loses its allotments after its time to live;
 * whatever it left is void. Windows are computed from the clock; nothing resets them.
 */
@NullMarked
package dev.llmaas.platform.quota;

import org.jspecify.annotations.NullMarked;
