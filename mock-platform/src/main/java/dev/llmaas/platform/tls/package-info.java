/**
 * The certificate that the platform shows: one of its own local authority, made at the first start, or the operator's.
 * TLS 1.3 and nothing older, whatever the certificate.
 */
@NullMarked
package dev.llmaas.platform.tls;

import org.jspecify.annotations.NullMarked;
