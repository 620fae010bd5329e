package dev.llmaas.platform.oidc;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundled OpenID provider, with which a newcomer tries sign-in before there is a provider of the organisation:
 * authorization code with PKCE, a second factor, refresh tokens, devices. Off unless configured. Its keys and users lie
 * in the data directory; sessions live in memory and end with the process. Thread-safe; nothing but opening blocks.
 */
public final class DemoProvider {
    /** The client that consoles and terminals are. */
    public static final String CLIENT_ID = DemoClient.CONSOLE.id();

    private static final String KEYS_FILE = "oidc-keys.json";
    private static final Logger log = LoggerFactory.getLogger(DemoProvider.class);

    private final DemoProviderConfig config;
    private final SigningKeys keys;
    private final Discovery discovery;
    private final SignIns signIns;
    private final TokenEndpoint tokens;

    private DemoProvider(
            DemoProviderConfig config,
            SigningKeys keys,
            DemoAccounts accounts,
            InstantSource clock,
            SecureRandom random) {
        Grants grants = Grants.empty(clock, random);
        this.config = config;
        this.keys = keys;
        this.discovery = new Discovery(config);
        this.signIns = new SignIns(config, accounts, grants, clock, random);
        this.tokens = new TokenEndpoint(config, new TokenMint(config, keys, clock), grants);
    }

    /**
     * Reads its keys and users from the data directory, or makes them at the first start. Blocks.
     *
     * @param dataDirectory of the platform; it gets {@code demo-users.json}, from which people read how to sign in
     * @throws IllegalStateException with a sentence that names the file, if one is there but cannot be understood
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    public static DemoProvider open(
            DemoProviderConfig config, Path dataDirectory, InstantSource clock, SecureRandom random) {
        SigningKeys keys = SigningKeys.load(dataDirectory.resolve(KEYS_FILE), config.accessTokenLife(), clock, random);
        DemoAccounts accounts = DemoAccounts.load(dataDirectory, random);
        log.warn("the bundled provider signs demonstration users in, issuer={}", config.issuer());
        return new DemoProvider(config, keys, accounts, clock, random);
    }

    /** Its issuer identifier. */
    public URI issuer() {
        return config.issuer();
    }

    /** Its keys, without the network. */
    public IssuerKeys keys() {
        return keys;
    }

    /** Signs with a new key from now on; tokens of the old one stay good until they end. Blocks. */
    public void rotateKeys() {
        keys.rotate();
    }

    /** What browsers call the place that its pages come from. */
    String origin() {
        return config.origin();
    }

    Reply discovery() {
        return discovery.reply();
    }

    Reply jwks() {
        return Reply.json(200, keys.published().toJSONObject(true));
    }

    SignIns signIns() {
        return signIns;
    }

    TokenEndpoint tokens() {
        return tokens;
    }

    /** Ends a session (OpenID Connect RP-Initiated Logout) and goes back only where a client of that session waits. */
    Reply endSession(ProviderRequest request) {
        Parameters parameters = request.parameters();
        Optional<DemoClient> ended = parameters.find("id_token_hint").flatMap(tokens::endSession);
        Optional<String> back = parameters.find("post_logout_redirect_uri");
        if (ended.isEmpty() || back.isEmpty() || !ended.get().redirectsTo(back.get())) {
            return signIns.signedOut(request);
        }
        Map<String, String> query = new LinkedHashMap<>();
        parameters.find("state").ifPresent(state -> query.put("state", state));
        return Reply.redirect(query.isEmpty() ? back.get() : back.get() + "?" + Parameters.encode(query));
    }
}
