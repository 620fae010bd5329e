/**
 * The demonstration: the bundled platform with its own model and users, started for a person, for a script, or to check that
 * the whole line works. Its invariant: it walks through the same doors as everybody else, so what it shows is the product.
 */
@NullMarked
package dev.llmaas.console.demo;

import org.jspecify.annotations.NullMarked;
