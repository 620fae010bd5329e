/** Model files: what a file says about itself, read before any native code sees it. */
@NullMarked
package dev.llmaas.inference.models;

import org.jspecify.annotations.NullMarked;
