package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.EventStream;
import dev.llmaas.client.auth.OpenIdProvider;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.console.Limits;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.ServerTrust;
import dev.llmaas.console.session.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Looks at everything that must work between here and an answer, in the order in which it is needed. */
final class Examination {
    private static final int CALLS = 3;

    private final Workplace workplace;
    private final Profile profile;
    private final Session session;
    private final Consumer<Finding> told;
    private final List<Finding> findings = new ArrayList<>();

    /** Looks at the platform of {@code session}, and tells each finding as soon as it is there. */
    Examination(Workplace workplace, Session session, Consumer<Finding> told) {
        this.workplace = workplace;
        this.profile = session.profile();
        this.session = session;
        this.told = told;
    }

    /** All findings; what cannot be looked at because something before it failed is skipped. */
    List<Finding> run() throws InterruptedException {
        boolean answers = reachable() && secure() && describes();
        if (answers) {
            boolean signedIn = signedIn();
            if (signedIn) {
                api();
                clock();
            } else {
                skip("api", "clock");
            }
        }
        return List.copyOf(findings);
    }

    private boolean reachable() {
        URI url = profile.url();
        int port = url.getPort() < 0 ? 443 : url.getPort();
        long startedNanos = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), Math.toIntExact(Limits.PROBE_MAX.toMillis()));
            return add(Finding.ok("address", "%s:%d, %s".formatted(url.getHost(), port, since(startedNanos))));
        } catch (IOException away) {
            skipAfter(
                    Finding.fail(
                            "address",
                            workplace.text("terminal.doctor.address.fail", url, workplace.reason(away)),
                            workplace.text("terminal.unreachable.advice")),
                    "certificate",
                    "tls",
                    "platform",
                    "session",
                    "api",
                    "clock");
            return false;
        }
    }

    private boolean secure() {
        if (!"https".equals(profile.url().getScheme())) {
            return add(Finding.warning(
                    "tls", workplace.text("terminal.doctor.tls.none"), workplace.text("terminal.doctor.tls.advice")));
        }
        try {
            SSLSession tls = handshake();
            certificate(tls);
            boolean modern = tls.getProtocol().equals("TLSv1.3");
            return add(
                    modern
                            ? Finding.ok("tls", tls.getProtocol() + ", " + tls.getCipherSuite())
                            : Finding.fail("tls", tls.getProtocol(), workplace.text("terminal.doctor.tls.advice")));
        } catch (IOException refused) {
            skipAfter(
                    Finding.fail(
                            "certificate",
                            workplace.text(
                                    CertificateFault.of(refused).key(),
                                    profile.url().getHost()),
                            workplace.text("terminal.certificate.advice")),
                    "tls",
                    "platform",
                    "session",
                    "api",
                    "clock");
            return false;
        }
    }

    private SSLSession handshake() throws IOException {
        URI url = profile.url();
        int port = url.getPort() < 0 ? 443 : url.getPort();
        SSLSocketFactory factory = profile.pinned()
                .map(authority -> ServerTrust.only(authority).getSocketFactory())
                .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(url.getHost(), port), Math.toIntExact(Limits.PROBE_MAX.toMillis()));
            plain.setSoTimeout(Math.toIntExact(Limits.PROBE_MAX.toMillis()));
            SSLSocket socket = (SSLSocket) factory.createSocket(plain, url.getHost(), port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getSession();
        }
    }

    private void certificate(SSLSession tls) throws SSLPeerUnverifiedException {
        Instant now = workplace.surroundings().clock().instant();
        Instant end = Arrays.stream(tls.getPeerCertificates())
                .map(X509Certificate.class::cast)
                .map(one -> one.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElse(now);
        Duration rest = Duration.between(now, end);
        String found = workplace.text(
                "terminal.doctor.certificate.found",
                workplace.text(profile.authority() == null ? "terminal.doctor.public" : "terminal.doctor.pinned"),
                workplace.formats().count(rest.toDays()));
        add(
                rest.compareTo(Limits.CERTIFICATE_REST_MIN) < 0
                        ? Finding.warning("certificate", found, workplace.text("terminal.doctor.certificate.advice"))
                        : Finding.ok("certificate", found));
    }

    private boolean describes() {
        try {
            PlatformDescription description = session.describe();
            add(Finding.ok("platform", "%s %s".formatted(description.name(), description.version())));
            description.providers().forEach(this::provider);
            return true;
        } catch (ApiException refused) {
            skipAfter(
                    Finding.fail("platform", refused.sentence(), workplace.text("terminal.doctor.platform.advice")),
                    "session",
                    "api",
                    "clock");
            return false;
        }
    }

    private void provider(SignInProvider provider) {
        String check = "provider." + provider.id();
        if (provider.problem() != null) {
            add(Finding.fail(check, provider.problem(), workplace.text("terminal.doctor.provider.advice")));
            return;
        }
        try {
            OpenIdProvider known = OpenIdProvider.discover(
                    provider, session.options(), workplace.surroundings().clock());
            String devices = workplace.text(
                    known.hasDeviceLogin() ? "terminal.doctor.provider.devices" : "terminal.doctor.provider.browser");
            add(Finding.ok(check, "%s, %s".formatted(provider.issuer(), devices)));
        } catch (SignInException away) {
            add(Finding.fail(
                    check, String.valueOf(away.getMessage()), workplace.text("terminal.doctor.provider.advice")));
        }
    }

    private boolean signedIn() {
        try {
            boolean resumed = session.resume().isPresent();
            return add(
                    resumed
                            ? Finding.ok(
                                    "session",
                                    workplace.text(
                                            "terminal.doctor.session.until",
                                            workplace.formats().time(session.accessEndsAt())))
                            : Finding.fail(
                                    "session",
                                    workplace.text("terminal.doctor.session.none"),
                                    workplace.text("terminal.doctor.session.advice")));
        } catch (ApiException | SignInException refused) {
            return add(Finding.fail(
                    "session", String.valueOf(refused.getMessage()), workplace.text("terminal.doctor.session.advice")));
        }
    }

    private void api() {
        try {
            List<Long> times = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                long startedNanos = System.nanoTime();
                session.admin().me();
                times.add(System.nanoTime() - startedNanos);
            }
            times.sort(Comparator.naturalOrder());
            add(Finding.ok(
                    "api",
                    workplace.text(
                            "terminal.doctor.api.found",
                            workplace.formats().duration(Duration.ofNanos(times.get(CALLS / 2))))));
        } catch (ApiException refused) {
            add(Finding.fail(
                    "api",
                    refused.sentence() + " " + refused.requestId(),
                    workplace.messages().error(refused.code())));
        }
    }

    /** The live feed tells what time it is on the platform. */
    private void clock() throws InterruptedException {
        Optional<Duration> skew = skew();
        if (skew.isEmpty()) {
            skip("clock");
            return;
        }
        String found = workplace.text(
                "terminal.doctor.clock.found",
                workplace.formats().duration(skew.get().abs()));
        add(
                skew.get().abs().compareTo(Limits.CLOCK_SKEW_MAX) > 0
                        ? Finding.fail("clock", found, workplace.text("terminal.doctor.clock.advice"))
                        : Finding.ok("clock", found));
    }

    private Optional<Duration> skew() throws InterruptedException {
        CompletableFuture<Duration> measured = new CompletableFuture<>();
        try (EventStream events = session.admin().events(null)) {
            Thread.ofVirtual().start(() -> first(events, measured));
            return Optional.of(measured.get(Limits.DOCTOR_EVENT_MAX.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException quiet) {
            return Optional.empty();
        }
    }

    private void first(EventStream events, CompletableFuture<Duration> measured) {
        try {
            EventStream.Entry entry = events.next();
            if (entry != null) {
                measured.complete(Duration.between(
                        Instant.ofEpochMilli(entry.event().atMs()),
                        workplace.surroundings().clock().instant()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException refused) {
            measured.completeExceptionally(refused);
        }
    }

    private boolean add(Finding finding) {
        findings.add(finding);
        told.accept(finding);
        return finding.outcome() != Finding.Outcome.FAIL;
    }

    private void skip(String... checks) {
        for (String check : checks) {
            add(new Finding(check, Finding.Outcome.SKIPPED, "", ""));
        }
    }

    private void skipAfter(Finding failed, String... checks) {
        add(failed);
        skip(checks);
    }

    private String since(long startedNanos) {
        return workplace.formats().duration(Duration.ofNanos(System.nanoTime() - startedNanos));
    }
}
