package dev.llmaas.platform.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys with which the bundled provider signs, kept in the data directory so that tokens outlive a restart. RSA of
 * 2048 bits with SHA-256, because that is what every OpenID client must understand (OpenID Connect Core, section 15.1).
 * One key signs; the ones before it are still published until no token of theirs is valid. Thread-safe.
 */
final class SigningKeys implements IssuerKeys {
    /** What they sign with. */
    static final JWSAlgorithm ALGORITHM = JWSAlgorithm.RS256;

    private static final int BITS = 2048;
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private final Path file;
    private final Duration tokenLifeMax;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ReentrantLock rotating = new ReentrantLock();
    /** The signing key first, then those that retire; never empty. Replaced as a whole. */
    private volatile List<RSAKey> keys;

    private SigningKeys(Path file, Duration tokenLifeMax, InstantSource clock, SecureRandom random, List<RSAKey> keys) {
        this.file = file;
        this.tokenLifeMax = tokenLifeMax;
        this.clock = clock;
        this.random = random;
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the keys, or makes one at the first start. Blocks.
     *
     * @param tokenLifeMax how long a token may be valid: as long is a key published after the next has taken its place
     * @throws IllegalStateException with a sentence that names the file, if it is there but cannot be understood
     */
    static SigningKeys load(Path file, Duration tokenLifeMax, InstantSource clock, SecureRandom random) {
        Optional<byte[]> content = PrivateFile.read(file);
        List<RSAKey> keys = content.isPresent() ? parse(file, content.get()) : List.of(newKey(clock.instant(), random));
        SigningKeys loaded = new SigningKeys(file, tokenLifeMax, clock, random, keys);
        if (content.isEmpty()) {
            loaded.store(keys);
        }
        return loaded;
    }

    /** The key that signs now, with its private part. */
    RSAKey current() {
        return keys.getFirst();
    }

    /** What everybody may know. */
    JWKSet published() {
        return new JWKSet(keys.stream().map(key -> (JWK) key.toPublicJWK()).toList());
    }

    /** Signs with a new key from now on. Blocks. */
    void rotate() {
        rotating.lock();
        try {
            Instant now = clock.instant();
            List<RSAKey> next = new ArrayList<>();
            next.add(newKey(now, random));
            for (RSAKey key : keys) {
                if (key.getExpirationTime() == null) {
                    next.add(new RSAKey.Builder(key)
                            .expirationTime(Date.from(now.plus(tokenLifeMax).plus(Limits.CLOCK_SKEW_MAX)))
                            .build());
                } else if (now.isBefore(key.getExpirationTime().toInstant())) {
                    next.add(key);
                }
            }
            store(next);
            keys = List.copyOf(next);
            log.info("signs with a new key kid={} published={}", next.getFirst().getKeyID(), next.size());
        } finally {
            rotating.unlock();
        }
    }

    @Override
    public List<JWK> matching(JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return matcher == null
                ? List.of()
                : published().getKeys().stream().filter(matcher::matches).toList();
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    /** Takes a new key when the present one is old. */
    @Override
    public void maintain() {
        Date since = current().getIssueTime();
        if (since != null && clock.instant().isAfter(since.toInstant().plus(Limits.OIDC_KEY_LIFE))) {
            rotate();
        }
    }

    private void store(List<RSAKey> changed) {
        JWKSet set = new JWKSet(changed.stream().map(key -> (JWK) key).toList());
        PrivateFile.write(file, set.toString(false).getBytes(StandardCharsets.UTF_8));
    }

    private static List<RSAKey> parse(Path file, byte[] content) {
        List<RSAKey> keys = new ArrayList<>();
        try {
            for (JWK key :
                    JWKSet.parse(new String(content, StandardCharsets.UTF_8)).getKeys()) {
                if (key instanceof RSAKey rsa && rsa.isPrivate()) {
                    keys.add(rsa);
                }
            }
        } catch (ParseException unreadable) {
            keys.clear();
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException(
                    "%s holds no key to sign with. Remove it to get a new one; everybody must sign in again then."
                            .formatted(file));
        }
        return keys;
    }

    private static RSAKey newKey(Instant now, SecureRandom random) {
        try {
            return new RSAKeyGenerator(BITS)
                    .secureRandom(random)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(ALGORITHM)
                    .keyIDFromThumbprint(true)
                    .issueTime(Date.from(now))
                    .generate();
        } catch (JOSEException missing) {
            throw new IllegalStateException("Every Java platform makes RSA keys.", missing);
        }
    }
}
