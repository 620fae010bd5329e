/**
 * The live picture of an organisation: what its applications do now, what it costs, and where limits are near. It
 * reads the present state once; from then on events move every figure.
 */
@NullMarked
package dev.llmaas.console.desktop.overview;

import org.jspecify.annotations.NullMarked;
