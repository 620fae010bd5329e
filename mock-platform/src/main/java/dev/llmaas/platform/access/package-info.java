/**
 * Who is calling: API keys and the access tokens of people. Nothing gets past this room without a caller that the rest
 * of the platform can name; its invariant is that a token is believed only after issuer, signature, audience and time
 * have been checked, in the algorithms of a fixed list.
 */
@NullMarked
package dev.llmaas.platform.access;

import org.jspecify.annotations.NullMarked;
