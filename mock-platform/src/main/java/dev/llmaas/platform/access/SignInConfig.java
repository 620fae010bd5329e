package dev.llmaas.platform.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where people sign in.
 *
 * @param providers the OpenID providers whose access tokens are taken, the order in which consoles offer them; may be
 *     empty: then only API keys open the door
 */
public record SignInConfig(List<ProviderConfig> providers) {
    /** Copies the list; no two providers may share an id or an issuer. */
    public SignInConfig {
        providers = providers == null ? List.of() : List.copyOf(providers);
        Set<String> names = new HashSet<>();
        for (ProviderConfig provider : providers) {
            if (!names.add(provider.id()) || !names.add(provider.issuer().toString())) {
                throw new IllegalArgumentException(
                        "sign-in.providers.%s: another provider has the same id or issuer.".formatted(provider.id()));
            }
        }
    }
}
