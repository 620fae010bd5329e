/**
 * The controls that every screen is built from: charts, tables, panels, dialogs, and the faces of a screen that waits, is
 * empty or failed. They know no platform and no screen.
 *
 * <p>Invariant: everything a mouse can do, a keyboard can; every control has a name for screen readers; colours come from
 * the tokens of the theme.
 */
@NullMarked
package dev.llmaas.console.desktop.widget;

import org.jspecify.annotations.NullMarked;
