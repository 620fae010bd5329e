/**
 * What people read: every text in every language, and every number, amount, size, time and date in one way. Both faces of
 * the console use it, so nothing here knows a screen or a terminal.
 *
 * <p>Invariant: the bundles have the same keys and, key by key, the same placeholders. Texts use the typographic
 * apostrophe, because the straight one quotes in {@link java.text.MessageFormat}.
 */
@NullMarked
package dev.llmaas.console.i18n;

import org.jspecify.annotations.NullMarked;
