/**
 * OpenID Connect: the bundled provider with demonstration users, and the signing keys of any provider. The bundled one
 * is for trying the platform out; its users' passwords lie readable in the data directory, all its state lives in
 * memory within fixed bounds, and it is off unless configured. Its invariant: a code, a one-time password and a refresh
 * token each work once.
 */
@NullMarked
package dev.llmaas.platform.oidc;

import org.jspecify.annotations.NullMarked;
