/** The administration API: keys, usage, models, the pool, and who is signed in. */
@NullMarked
package dev.llmaas.api.admin;

import org.jspecify.annotations.NullMarked;
