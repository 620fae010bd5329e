package dev.llmaas.platform;

import dev.llmaas.platform.access.AccessTokens;
import dev.llmaas.platform.access.ProviderConfig;
import dev.llmaas.platform.oidc.DemoProvider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the configured providers and the bundled one together. Stateless. */
final class SignIn {
    private static final String DEMO_ID = "demo";
    private static final String DEMO_NAME = "Demonstration";

    private SignIn() {}

    /**
     * Takes the tokens of the configured providers and of the bundled one, if there is one.
     *
     * @throws IllegalArgumentException if a configured file holds no certificate
     */
    static AccessTokens tokens(PlatformConfig config, Optional<DemoProvider> demo, InstantSource clock) {
        List<AccessTokens.Provider> providers = new ArrayList<>();
        demo.ifPresent(provider -> providers.add(new AccessTokens.Provider(
                ProviderConfig.of(DEMO_ID, provider.issuer(), DemoProvider.CLIENT_ID)
                        .withDisplayName(DEMO_NAME),
                provider.keys(),
                true)));
        config.signIn().providers().forEach(provider -> providers.add(AccessTokens.Provider.remote(provider, clock)));
        return new AccessTokens(providers, clock);
    }
}
