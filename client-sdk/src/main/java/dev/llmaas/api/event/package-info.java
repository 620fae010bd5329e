/** What the platform tells live. */
@NullMarked
package dev.llmaas.api.event;

import org.jspecify.annotations.NullMarked;
