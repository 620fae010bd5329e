/**
 * The models that the platform sells: what they are, what they cost, who may call them. Its invariant: a model that is
 * not in the catalogue cannot be called, whatever the pool could serve.
 */
@NullMarked
package dev.llmaas.platform.catalog;

import org.jspecify.annotations.NullMarked;
