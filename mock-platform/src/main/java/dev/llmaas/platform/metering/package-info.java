/**
 * What was used: the ledger writes each call once, screens read sums. The invariant: the sums of a series over its minutes,
 * hours and days, and over its events, are equal after every commit, and no call is in them twice.
 *
 * <p>Decisions. A call, its sums and the windows of its limits are written in one transaction, together with the calls
 * that settle in the same moment. On SQLite a call is in the journal before that, which is what its client waits for. No query of a screen reads events, but for the latest fifty.
 */
@NullMarked
package dev.llmaas.platform.metering;

import org.jspecify.annotations.NullMarked;
