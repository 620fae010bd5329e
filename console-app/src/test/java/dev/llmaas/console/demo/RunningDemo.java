package dev.llmaas.console.demo;

import static org.awaitility.Awaitility.await;

import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.OpenAiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import picocli.CommandLine;

/** The demonstration as a script starts it: {@code demo --no-console --env-file}. Its data is gone when it is closed. */
final class RunningDemo implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)='(.*)'");

    private final Path place;
    private final Thread command;
    private final Map<String, String> variables;

    private RunningDemo(Path place, Thread command, Map<String, String> variables) {
        this.place = place;
        this.command = command;
        this.variables = variables;
    }

    /** Starts it and waits until its variables are written. */
    static RunningDemo start() {
        try {
            return start(Files.createTempDirectory("llmaas-demo-"));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Stops it, and starts it again with the same data and the same file for scripts. */
    RunningDemo again() {
        stop();
        return start(place);
    }

    private static RunningDemo start(Path place) {
        Path file = place.resolve("demo.env");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> jvm = List.of("-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED");
        CommandLine demo = new CommandLine(new DemoCommand(
                new BundledPlatform(java, jvm, System.getProperty("java.class.path")),
                place,
                InstantSource.system(),
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                System.err,
                _ -> 1));
        String data = place.resolve("platform").toString();
        Thread command = Thread.ofPlatform()
                .start(() ->
                        demo.execute("--no-console", "--data", data, "--port", "0", "--env-file", file.toString()));
        await().atMost(START_MAX).until(() -> Files.exists(file));
        return new RunningDemo(place, command, variables(file));
    }

    /** What the file for scripts says. */
    Map<String, String> variables() {
        return variables;
    }

    String variable(String name) {
        return variables.get(name);
    }

    /** Trusts the demonstration's own authority. */
    X509TrustManager trust() {
        try (InputStream pem = Files.newInputStream(Path.of(variable("LLMAAS_CA")))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "llmaas", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (IOException | GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    /** TLS with that trust. */
    SSLContext tls() {
        try {
            SSLContext tls = SSLContext.getInstance("TLSv1.3");
            tls.init(null, new X509TrustManager[] {trust()}, null);
            return tls;
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The JDK's client with that trust. */
    HttpClient.Builder http() {
        return HttpClient.newBuilder().sslContext(tls());
    }

    /** Our own client with the key of the demonstration; whoever asked closes it. */
    OpenAiClient client() throws IOException {
        ClientOptions options = ClientOptions.of(
                        URI.create(variable("LLMAAS_BASE_URL")).resolve("/"))
                .withAuthorityFile(Path.of(variable("LLMAAS_CA")));
        return new OpenAiClient(options, new ApiKeyCredentials(variable("LLMAAS_API_KEY")));
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(place)) {
            files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void stop() {
        command.interrupt();
        try {
            command.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> variables(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(VARIABLE::matcher)
                    .filter(Matcher::matches)
                    .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
