package dev.llmaas.console.session;

import com.github.javakeyring.Keyring;
import com.github.javakeyring.PasswordAccessException;
import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.Limits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps sessions in the keychain of the operating system: Keychain on macOS, the credential manager on Windows, the secret
 * service of GNOME and KDE. A keychain that fails or takes too long, because it is locked or asks the person, counts as
 * empty. Thread-safe.
 */
final class KeychainTokenStore implements TokenStore {
    private static final Logger log = LoggerFactory.getLogger(KeychainTokenStore.class);
    private static final String SERVICE = "llmaas";
    private static final String PROBE = "probe";

    private final Keyring keyring;
    private final RenewalLock renewals;

    private KeychainTokenStore(Keyring keyring, Path directory) {
        this.keyring = keyring;
        this.renewals = new RenewalLock(directory);
    }

    /**
     * The keychain, if it works: something was written, read and deleted within the bound.
     *
     * @param directory where the lock of renewals is kept
     */
    static Optional<TokenStore> probe(Path directory) {
        return inTime(() -> {
            Keyring keyring = Keyring.create();
            keyring.setPassword(SERVICE, PROBE, PROBE);
            boolean works = PROBE.equals(keyring.getPassword(SERVICE, PROBE));
            keyring.deletePassword(SERVICE, PROBE);
            return works ? new KeychainTokenStore(keyring, directory) : null;
        });
    }

    @Override
    public Place place() {
        return Place.KEYCHAIN;
    }

    @Override
    public Optional<String> read(String account) {
        return inTime(() -> {
            try {
                return keyring.getPassword(SERVICE, account);
            } catch (PasswordAccessException none) {
                return null;
            }
        });
    }

    @Override
    public void write(String account, String refreshToken) {
        inTime(() -> {
            keyring.setPassword(SERVICE, account, refreshToken);
            return true;
        });
    }

    @Override
    public void delete(String account) {
        inTime(() -> {
            keyring.deletePassword(SERVICE, account);
            return true;
        });
    }

    @Override
    public Turn turn(String account) {
        return renewals.take();
    }

    /** A platform thread, because keychains are native code; a daemon, because one that hangs must not keep the console. */
    private static <T> Optional<T> inTime(Callable<? extends @Nullable T> work) {
        FutureTask<T> task = new FutureTask<>(work::call);
        Thread.ofPlatform().daemon().name("keychain").start(task);
        try {
            return Optional.ofNullable(task.get(Limits.KEYCHAIN_MAX.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException broken) {
            log.debug("the keychain cannot be used: {}", String.valueOf(broken.getMessage()));
        } catch (TimeoutException locked) {
            log.debug("the keychain does not answer; it may be locked");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }
}
