/**
 * Fetches the images that requests name by address, where a project allows it. Its invariants: it only ever connects to
 * addresses of the public internet, and to exactly those that it has checked; what a target answers is told to nobody but
 * as an image; no address, host or content is logged or put into an exception. Only {@code gateway} enters.
 *
 * <p>Names are resolved here and the addresses handed to the HTTP client, which therefore resolves nothing: a name whose
 * meaning changes between look and use (DNS rebinding) gains nothing. Environment proxies are not used, because a proxy
 * would resolve the name once more.
 */
@NullMarked
package dev.llmaas.platform.images;

import org.jspecify.annotations.NullMarked;
