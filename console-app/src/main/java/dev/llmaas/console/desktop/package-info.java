/**
 * The desktop: the application, its composition root, and the shell around the screens. Each screen is a folder with a view
 * (nodes and bindings, plain Java) and a view-model (state and acts, no node).
 *
 * <p>Invariant: view-models outlive views. A change of language or theme builds the views anew, and no work is lost.
 */
@NullMarked
package dev.llmaas.console.desktop;

import org.jspecify.annotations.NullMarked;
