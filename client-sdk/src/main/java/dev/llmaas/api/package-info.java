/** The contract of the platform, as records: shared by the platform, the console and every client. No I/O lives here. */
@NullMarked
package dev.llmaas.api;

import org.jspecify.annotations.NullMarked;
