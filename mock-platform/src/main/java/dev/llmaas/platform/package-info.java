/** The platform: everything between a developer's request and the engines, and what administrators see of it. */
@NullMarked
package dev.llmaas.platform;

import org.jspecify.annotations.NullMarked;
