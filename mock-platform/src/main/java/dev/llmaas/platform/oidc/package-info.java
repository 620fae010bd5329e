/**
 * OpenID Connect: the bundled provider with demonstration users, and the signing keys of any provider. The bundled one
 * is for trying the platform out; its users' passwords lie readable in the data directory, all its state lives in
 * memory within fixed bounds, and it is off unless configured. Its invariant: a code, a one-time password and a refresh
 * token each work once.
 *
 * <p>Decisions. Nobody stays signed in at the provider itself: each sign-in asks for password and code, so there is no
 * cookie that another site could ride on, and {@code prompt=none} is refused. Forms are protected twice: by a secret of
 * the sign-in in a hidden field, and by what browsers say of where a form comes from ({@code sec-fetch-site},
 * {@code origin}). Pages have no scripts; their markup is made by {@link Html} alone, which escapes every value. An
 * access token cannot be withdrawn before it ends, so it is short-lived; ending a session ends its refresh token and its
 * access to userinfo. Who enters: {@code DemoProvider} and {@code DemoProviderRoutes} for the provider,
 * {@code IssuerKeys} and {@code RemoteIssuer} for those who check tokens.
 */
@NullMarked
package dev.llmaas.platform.oidc;

import org.jspecify.annotations.NullMarked;
