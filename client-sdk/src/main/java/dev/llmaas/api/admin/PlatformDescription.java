package dev.llmaas.api.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to know before it signs in: the answer to {@code GET /.well-known/llmaas}.
 *
 * @param name what the operator calls this platform
 * @param version the version of the suite
 * @param providers where its members sign in, at least one
 */
public record PlatformDescription(String name, String version, List<SignInProvider> providers) {
    /** Copies its list. */
    public PlatformDescription {
        providers = List.copyOf(providers);
    }

    /**
     * An OpenID provider.
     *
     * @param id names it in the configuration
     * @param displayName what people call it
     * @param issuer its issuer identifier
     * @param clientId the public client of consoles and terminals
     * @param scopes what to ask for
     * @param demonstration whether it is the bundled one with demonstration users
     * @param problem why it cannot be used now, a sentence, or null
     */
    public record SignInProvider(
            String id,
            String displayName,
            String issuer,
            String clientId,
            List<String> scopes,
            boolean demonstration,
            @Nullable String problem) {
        /** Copies its list. */
        public SignInProvider {
            scopes = List.copyOf(scopes);
        }
    }
}
