/** The GPU pool: what runs where, how busy it is, and why something does not run. */
@NullMarked
package dev.llmaas.console.desktop.pool;

import org.jspecify.annotations.NullMarked;
