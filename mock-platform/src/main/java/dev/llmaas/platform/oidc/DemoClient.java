package dev.llmaas.platform.oidc;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A client of the bundled provider: public, without a secret, so that only PKCE and the redirect address protect it.
 *
 * @param id its {@code client_id}
 * @param name what people call it
 * @param redirects what its redirect addresses look like, as a whole
 */
record DemoClient(String id, String name, Pattern redirects) {
    /**
     * The console and the terminal of this platform. They listen on a port of their own on loopback, whichever is free
     * (RFC 8252, section 7.3); everything else of the address is fixed. Some tools cannot be told to write the address
     * of loopback in digits, so its name is taken too.
     */
    static final DemoClient CONSOLE = new DemoClient(
            "llmaas-console",
            "llmaas console",
            Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]|localhost)(:[0-9]{1,5})?/callback"));

    /** The client of this id. */
    static Optional<DemoClient> find(String id) {
        return id.equals(CONSOLE.id) ? Optional.of(CONSOLE) : Optional.empty();
    }

    /** Whether codes may be sent there. */
    boolean redirectsTo(String address) {
        return redirects.matcher(address).matches();
    }
}
