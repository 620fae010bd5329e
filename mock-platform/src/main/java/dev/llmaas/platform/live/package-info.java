/**
 * Tells consoles what happens, as it happens. Its invariants: a publisher never waits for a subscriber; a subscriber
 * that missed something is told so ({@code Reset}); nobody is told about another organisation. Events may be lost with
 * the process: the ledger is the truth.
 */
@NullMarked
package dev.llmaas.platform.live;

import org.jspecify.annotations.NullMarked;
