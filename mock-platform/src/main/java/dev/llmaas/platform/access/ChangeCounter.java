package dev.llmaas.platform.access;

import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** Numbers the changes of keys and projects, so that other replicas find them. */
interface ChangeCounter {
    /** Takes the next number; whoever else changes something waits until this transaction ends, so numbers appear in order. */
    @SqlQuery("UPDATE key_change SET seq = seq + 1 WHERE id = 1 RETURNING seq")
    long nextChange();
}
