package dev.llmaas.platform.oidc;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import java.util.Optional;

/** The keys with which an issuer signs, as far as they are known now. Thread-safe. */
public interface IssuerKeys {
    /**
     * The public keys that may have made a signature with this header, mostly one; empty if the issuer has none such.
     * May ask the issuer, so it blocks: never on an event loop.
     *
     * @throws dev.llmaas.platform.PlatformException {@code unavailable} while the issuer has not been reached yet
     */
    List<JWK> matching(JWSHeader header);

    /** Why nobody can sign in there now, a sentence; empty if all is well. */
    Optional<String> problem();

    /** Asks the issuer if that is due. Call it about once a second; blocks while the issuer is slow. */
    void maintain();
}
