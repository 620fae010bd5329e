/**
 * How a person signs in at an OpenID provider: in the browser of this machine ({@link
 * dev.llmaas.client.auth.BrowserLogin}) or of another ({@link dev.llmaas.client.auth.DeviceLogin}). Passwords never pass
 * through here. Invariant: tokens are believed only after every check of OpenID Connect, and every failure is a {@link
 * dev.llmaas.client.auth.SignInException} with a sentence that says what to do.
 */
@NullMarked
package dev.llmaas.client.auth;

import org.jspecify.annotations.NullMarked;
