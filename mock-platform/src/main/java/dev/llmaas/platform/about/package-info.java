/**
 * What anybody may ask without signing in: whether the platform lives, where to sign in, how to call it. Its invariant:
 * nothing here tells anything about an organisation, a member or a key.
 */
@NullMarked
package dev.llmaas.platform.about;

import org.jspecify.annotations.NullMarked;
