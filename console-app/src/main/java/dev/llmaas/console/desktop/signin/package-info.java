/**
 * Before anybody is signed in: which platform, whether to trust it, and where its members sign in; or the bundled
 * platform, started on this machine.
 */
@NullMarked
package dev.llmaas.console.desktop.signin;

import org.jspecify.annotations.NullMarked;
