/**
 * API keys: list, create, revoke. A secret exists on one screen, once, and nowhere else in the console.
 */
@NullMarked
package dev.llmaas.console.desktop.keys;

import org.jspecify.annotations.NullMarked;
