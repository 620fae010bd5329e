package dev.llmaas.platform;

import dev.llmaas.platform.access.SignInConfig;
import dev.llmaas.platform.catalog.ModelConfig;
import dev.llmaas.platform.guardrail.GuardrailsConfig;
import dev.llmaas.platform.store.StoreConfig;
import dev.llmaas.platform.tls.TlsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an operator decides. Read once, at the start; every part checks itself. Immutable.
 *
 * @param dataDirectory where the platform keeps everything: database, certificates, keys
 * @param demo the demonstration, off unless asked for
 * @param server where it listens
 * @param tls which certificate it shows
 * @param signIn where people sign in
 * @param store where the database is
 * @param organization what the first start makes
 * @param guardrails what happens where a guardrail finds something
 * @param models what it offers
 */
public record PlatformConfig(
        Path dataDirectory,
        DemoConfig demo,
        ServerConfig server,
        TlsConfig tls,
        SignInConfig signIn,
        Store store,
        OrganizationConfig organization,
        GuardrailsConfig guardrails,
        List<ModelConfig> models) {
    /** Where the data is unless the operator says otherwise, seen from the working directory. */
    public static final Path STANDARD_DIRECTORY = Path.of("llmaas-data");

    private static final int DEMO_SLOTS = 8;
    private static final int DEMO_THREADS = 1;
    private static final String DEMO_MODEL = "guide-chat";
    private static final String DEMO_VECTOR_MODEL = "guide-embed";

    /**
     * Where the database is.
     *
     * @param url of PostgreSQL, {@code jdbc:postgresql://HOST/NAME}; null for SQLite in the data directory
     * @param user of PostgreSQL, or null
     * @param password of PostgreSQL, or null
     */
    public record Store(
            @Nullable String url,
            @Nullable String user,
            @Nullable Secret password) {
        /** SQLite in the data directory. */
        public static final Store SQLITE = new Store(null, null, null);

        /** Checks the address, and that it holds no password: addresses are printed. */
        public Store {
            if (url != null && !url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException(
                        "store.url: an address of PostgreSQL was expected, jdbc:postgresql://HOST/NAME.");
            }
            if (url != null && url.contains("password=")) {
                throw new IllegalArgumentException("store.url: put the password into store.password.");
            }
        }
    }

    /**
     * Checks what concerns several parts.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public PlatformConfig {
        models = List.copyOf(models);
        Set<String> ids = new HashSet<>();
        for (ModelConfig model : models) {
            if (!ids.add(model.id())) {
                throw new IllegalArgumentException("models.%s: another model has the same id.".formatted(model.id()));
            }
        }
        for (ModelConfig model : models) {
            for (String alias : model.aliases()) {
                if (!ids.add(alias)) {
                    throw new IllegalArgumentException(
                            "models.%s.aliases: %s is the name of another model.".formatted(model.id(), alias));
                }
            }
            String successor = model.successor();
            if (!successor.isEmpty()
                    && models.stream().noneMatch(other -> other.id().equals(successor))) {
                throw new IllegalArgumentException(
                        "models.%s.successor: there is no model %s.".formatted(model.id(), successor));
            }
        }
        if (models.size() > Limits.MODELS_MAX) {
            throw new IllegalArgumentException("models: at most %,d.".formatted(Limits.MODELS_MAX));
        }
    }

    /** A platform that is told nothing: no models, nobody who could sign in. */
    public static PlatformConfig standard() {
        return new PlatformConfig(
                STANDARD_DIRECTORY,
                DemoConfig.OFF,
                ServerConfig.STANDARD,
                TlsConfig.LOCAL,
                new SignInConfig(List.of()),
                Store.SQLITE,
                OrganizationConfig.STANDARD,
                GuardrailsConfig.STANDARD,
                List.of());
    }

    /**
     * A demonstration that needs no file: the bundled provider and the small models of the suite.
     *
     * @param model {@code guide-chat.gguf}; {@code guide-embed.gguf} lies beside it
     */
    public static PlatformConfig demo(Path model) {
        ModelConfig chat = ModelConfig.ofFile(DEMO_MODEL, model)
                .withSlots(DEMO_SLOTS, DEMO_THREADS)
                .withFacts(
                        "llmaas",
                        "Answers questions about this platform; a tiny model to try things out.",
                        "Apache-2.0");
        ModelConfig vectors = ModelConfig.ofFile(DEMO_VECTOR_MODEL, model.resolveSibling(DEMO_VECTOR_MODEL + ".gguf"))
                .withSlots(0, DEMO_THREADS)
                .withCapabilities("embeddings", "rerank")
                .withFacts(
                        "llmaas",
                        "Makes vectors of short texts about this platform and orders them; a tiny model to try things out.",
                        "Apache-2.0");
        return standard().withDemo(DemoConfig.ON).withModels(List.of(chat, vectors));
    }

    /** Where the database is, for the store. */
    public StoreConfig storeConfig() {
        Secret password = store.password();
        return new StoreConfig(dataDirectory, store.url(), store.user(), password == null ? null : password.reveal());
    }

    /** How clients reach the platform that listens on {@code port}. */
    public URI publicUrl(int port) {
        URI configured = server.publicUrl();
        return configured == null ? URI.create("https://localhost:" + port) : configured;
    }

    /** The same with its data elsewhere. */
    public PlatformConfig withDataDirectory(Path changed) {
        return new PlatformConfig(changed, demo, server, tls, signIn, store, organization, guardrails, models);
    }

    /** The same with another demonstration. */
    public PlatformConfig withDemo(DemoConfig changed) {
        return new PlatformConfig(dataDirectory, changed, server, tls, signIn, store, organization, guardrails, models);
    }

    /** The same on other addresses. */
    public PlatformConfig withServer(ServerConfig changed) {
        return new PlatformConfig(dataDirectory, demo, changed, tls, signIn, store, organization, guardrails, models);
    }

    /** The same with other providers. */
    public PlatformConfig withSignIn(SignInConfig changed) {
        return new PlatformConfig(dataDirectory, demo, server, tls, changed, store, organization, guardrails, models);
    }

    /** The same with another organisation. */
    public PlatformConfig withOrganization(OrganizationConfig changed) {
        return new PlatformConfig(dataDirectory, demo, server, tls, signIn, store, changed, guardrails, models);
    }

    /** The same with another database. */
    public PlatformConfig withStore(Store changed) {
        return new PlatformConfig(dataDirectory, demo, server, tls, signIn, changed, organization, guardrails, models);
    }

    /** The same with other guardrails. */
    public PlatformConfig withGuardrails(GuardrailsConfig changed) {
        return new PlatformConfig(dataDirectory, demo, server, tls, signIn, store, organization, changed, models);
    }

    /** The same with other models. */
    public PlatformConfig withModels(List<ModelConfig> changed) {
        return new PlatformConfig(dataDirectory, demo, server, tls, signIn, store, organization, guardrails, changed);
    }
}
