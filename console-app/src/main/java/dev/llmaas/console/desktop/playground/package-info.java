/**
 * Trying models out. Nothing is saved: the conversation lives in the view-model and ends with it.
 */
@NullMarked
package dev.llmaas.console.desktop.playground;

import org.jspecify.annotations.NullMarked;
