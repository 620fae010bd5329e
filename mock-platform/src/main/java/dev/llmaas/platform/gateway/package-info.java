/**
 * The corridor: every billable call goes through {@link dev.llmaas.platform.gateway.Gateway}, which leads it from the
 * caller to the ledger; read that class first. Admission (who, which model, how much, which replica) runs on a virtual
 * thread and may block; after it, bytes move on the client's event loop and nothing blocks.
 *
 * <p>Invariants: a reservation that was made is settled or voided, once, however the call ends; the row is in the ledger
 * before the last byte of the answer leaves; once a byte left, no other replica is tried; nothing of a request or an
 * answer is logged.
 */
@NullMarked
package dev.llmaas.platform.gateway;

import org.jspecify.annotations.NullMarked;
