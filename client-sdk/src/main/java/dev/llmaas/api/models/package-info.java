/**
 * What the model store says about the files on one machine. The store runs in a process of its own, because it loads native
 * code to quantise; these records are the lines that it writes, one JSON object each.
 */
@NullMarked
package dev.llmaas.api.models;

import org.jspecify.annotations.NullMarked;
