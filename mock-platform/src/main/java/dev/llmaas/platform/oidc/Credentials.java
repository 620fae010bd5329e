package dev.llmaas.platform.oidc;

import dev.llmaas.api.Totp;
import dev.llmaas.platform.Limits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Checks what people type: passwords and one-time codes, a bounded number of times and in constant time. A code works
 * once (RFC 6238, section 5.2). Thread-safe.
 */
final class Credentials {
    /** How a check ended. */
    sealed interface Verdict {
        /** It belongs to this user. */
        record Right(DemoAccount account) implements Verdict {}

        /** It does not, or the user does not exist: nobody learns which. */
        record Wrong() implements Verdict {}

        /** Too many were wrong; nothing was checked. */
        record Wait(Duration pause) implements Verdict {}
    }

    private static final int STEPS_REMEMBERED = 8; // three steps are good at a time

    /** A user and what guards it. */
    private record Guarded(DemoAccount account, Guesses passwordGuesses, SecondFactor secondFactor) {}

    private final List<Guarded> users;
    private final List<Guesses> strangers;

    Credentials(DemoAccounts accounts, InstantSource clock) {
        this.users = accounts.all().stream()
                .map(account -> new Guarded(account, Guesses.ofUser(clock), new SecondFactor(account, clock)))
                .toList();
        this.strangers = Stream.generate(() -> Guesses.ofUser(clock))
                .limit(Limits.OIDC_STRANGER_COUNTERS)
                .toList();
    }

    /** Whether {@code password} is that of {@code user}; the case of a user name does not matter. */
    Verdict checkPassword(String user, String password) {
        Optional<Guarded> found = find(user.strip());
        Guesses guesses = found.map(Guarded::passwordGuesses).orElseGet(() -> stranger(user));
        Optional<Duration> pause = guesses.begin();
        if (pause.isPresent()) {
            return new Verdict.Wait(pause.get());
        }
        boolean same = Secrets.same(
                password, found.map(known -> known.account().password()).orElse(""));
        if (found.isEmpty() || !same) {
            return new Verdict.Wrong();
        }
        guesses.right();
        return new Verdict.Right(found.get().account());
    }

    /** Whether {@code code} is one of the user's authenticator for now, and was not used before. */
    Verdict checkCode(DemoAccount account, String code) {
        return find(account.user())
                .map(known -> known.secondFactor().check(code))
                .orElseThrow(() -> new IllegalStateException("a password was right for a user that does not exist"));
    }

    private Optional<Guarded> find(String user) {
        return users.stream()
                .filter(known -> known.account().user().equalsIgnoreCase(user))
                .findFirst();
    }

    private Guesses stranger(String user) {
        int place = user.strip().toLowerCase(Locale.ROOT).hashCode();
        return strangers.get(Math.floorMod(place, strangers.size()));
    }

    /** The authenticator of one user. */
    private static final class SecondFactor {
        private final DemoAccount account;
        private final InstantSource clock;
        private final Totp totp;
        private final Guesses guesses;
        private final ReentrantLock lock = new ReentrantLock();
        private final NavigableSet<Long> usedSteps = new TreeSet<>();

        SecondFactor(DemoAccount account, InstantSource clock) {
            this.account = account;
            this.clock = clock;
            this.totp = new Totp(account.totpSecret());
            this.guesses = Guesses.ofUser(clock);
        }

        Verdict check(String code) {
            Optional<Duration> pause = guesses.begin();
            if (pause.isPresent()) {
                return new Verdict.Wait(pause.get());
            }
            OptionalLong step = totp.stepOf(digits(code), clock.instant());
            if (step.isEmpty() || !use(step.getAsLong())) {
                return new Verdict.Wrong();
            }
            guesses.right();
            return new Verdict.Right(account);
        }

        /** Of several threads with the same code one succeeds; a clock set back makes no code good again. */
        private boolean use(long step) {
            lock.lock();
            try {
                boolean remembered = usedSteps.size() < STEPS_REMEMBERED || step > usedSteps.first();
                if (!remembered || !usedSteps.add(step)) {
                    return false;
                }
                if (usedSteps.size() > STEPS_REMEMBERED) {
                    usedSteps.pollFirst();
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** People type a blank in the middle. */
        private static String digits(String code) {
            return code.replaceAll("[\\s-]", "");
        }
    }
}
