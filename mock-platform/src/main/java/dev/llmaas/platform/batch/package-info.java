/**
 * Calls that wait for room: files of calls in OpenAI's form, and lists of conversations in the service's own. Each call
 * goes through the corridor like any other, at half the price, and only while nobody else would wait for it.
 *
 * <p>This is the one room in which content waits. It is held in memory, encrypted under a key that no disk ever sees, for
 * {@link BatchLimits#LIFE} at most; a restart ends it. The database knows who made how many calls
 * when, and nothing of what they say: a batch whose content is gone reads as expired.
 */
@NullMarked
package dev.llmaas.platform.batch;

import org.jspecify.annotations.NullMarked;
