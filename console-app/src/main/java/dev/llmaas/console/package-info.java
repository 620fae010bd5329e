/** The console: a desktop and a terminal over one session with a platform. */
@NullMarked
package dev.llmaas.console;

import org.jspecify.annotations.NullMarked;
