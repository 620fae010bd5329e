package dev.llmaas.inference.command;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.http.RunnerProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/**
 * Stands between the platform and a program that serves a model. Its standard input has the token in the first line and a
 * {@link CommandOrder} in the second; when it closes, the program and all that it started are ended. Like a runner it says
 * {@code READY <port>} or {@code FAILED <reason> <sentence>}; when the program ends by itself, {@code ENDED <clause>}.
 */
public final class CommandMain {
    private static final int FAILED_STATUS = 1;
    private static final int SIGNALS_FROM = 128;
    private static final int LINE_BYTES_MAX = 8_192;
    private static final Duration ASK_EVERY = Duration.ofMillis(200);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration ASK_MAX = Duration.ofSeconds(2);
    private static final Duration OUTPUT_GRACE = Duration.ofMillis(500);
    private static final int OK = 200;

    private final PrintStream announcements;
    private final PrintStream log;
    private final String token;
    private final CommandOrder order;
    private final ProgramOutput output = new ProgramOutput();
    /** What the program has started, as it was seen last. Belongs to the main thread. */
    private List<ProcessHandle> family = List.of();

    private CommandMain(PrintStream announcements, PrintStream log, String token, CommandOrder order) {
        this.announcements = announcements;
        this.log = log;
        this.token = token;
        this.order = order;
    }

    /** Runs the program until it ends, or standard input closes. */
    public static void main(String[] arguments) {
        PrintStream announcements = System.out;
        try {
            // Not closed: what comes after the order is the end of the platform.
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String token = in.readLine();
            String line = in.readLine();
            if (token == null || line == null) {
                fail(announcements, Reason.INVALID_OPTION, "A token and an order were expected on standard input.");
                return;
            }
            CommandOrder order = WireJson.mapper().readValue(line, CommandOrder.class);
            new CommandMain(announcements, System.err, token, order).run(in);
        } catch (JacksonException malformed) {
            fail(announcements, Reason.INVALID_OPTION, "The order cannot be read.");
        } catch (IOException | InterruptedException | RuntimeException unforeseen) {
            fail(announcements, Reason.START_FAILED, "The program could not be run: %s.".formatted(unforeseen));
        }
    }

    private void run(BufferedReader in) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        order.words().stream().map(word -> filled(word, port)).toList())
                .redirectErrorStream(true);
        order.environment().forEach((name, value) -> builder.environment().put(name, filled(value, port)));
        String directory = order.directory();
        if (directory != null) {
            builder.directory(Path.of(directory).toFile());
        }
        Process program;
        try {
            program = builder.start();
        } catch (IOException noProgram) {
            fail(
                    announcements,
                    Reason.INVALID_OPTION,
                    "The program %s cannot be started: %s."
                            .formatted(order.words().getFirst(), reason(noProgram)));
            return;
        }
        Thread.ofPlatform().name("stdin").daemon().start(() -> endWithPlatform(in, program));
        program.getOutputStream().close();
        Thread reading = Thread.ofPlatform().name("output").daemon().start(() -> read(program.getInputStream()));
        awaitReady(program, port);
        while (!program.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            look(program);
        }
        family.forEach(ProcessHandle::destroyForcibly);
        reading.join(OUTPUT_GRACE);
        say("ENDED " + clause(program.exitValue()) + output.lastWords());
        Runtime.getRuntime().halt(FAILED_STATUS);
    }

    /** Once it is dead, nobody knows any more what it started. */
    private void look(Process program) {
        List<ProcessHandle> now = program.descendants().toList();
        if (!now.isEmpty()) {
            family = now;
        }
    }

    private static String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No such file") ? "there is no such program, or no such directory" : message;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String filled(String text, int port) {
        return text.replace(CommandSpec.PORT, Integer.toString(port)).replace(CommandSpec.TOKEN, token);
    }

    private void awaitReady(Process program, int port) throws InterruptedException {
        long deadline =
                System.nanoTime() + Duration.ofMillis(order.readyMaxMs()).toNanos();
        URI address = URI.create("http://127.0.0.1:%d%s".formatted(port, order.readyPath()));
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(ASK_MAX)
                .build()) {
            while (!program.waitFor(ASK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look(program);
                if (isReady(http, address)) {
                    look(program);
                    output.serves();
                    say(RunnerProtocol.READY + " " + port);
                    return;
                }
                if (System.nanoTime() - deadline > 0) {
                    endAll(program, Duration.ofMillis(order.stopGraceMs()));
                    fail(
                            announcements,
                            Reason.START_FAILED,
                            "%s did not answer with 200 within %d seconds and was ended.%s"
                                    .formatted(order.readyPath(), order.readyMaxMs() / 1_000, output.lastWords()));
                }
            }
        }
        family.forEach(ProcessHandle::destroyForcibly);
        fail(
                announcements,
                Reason.START_FAILED,
                "The program %s while it started.%s".formatted(clause(program.exitValue()), output.lastWords()));
    }

    private boolean isReady(HttpClient http, URI address) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(ASK_MAX)
                    .header(RunnerProtocol.AUTHORIZATION, "Bearer " + token)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void read(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                if (next == '\n') {
                    take(line.toString());
                    line.setLength(0);
                } else if (line.length() < LINE_BYTES_MAX) {
                    line.append((char) next);
                }
            }
            take(line.toString());
        } catch (IOException gone) {
            // the program is gone, and so is its pipe
        }
    }

    private void take(String line) {
        if (output.take(line) && !line.isBlank()) {
            log.println(line.strip());
        }
    }

    /** The platform is gone, or wants the program to end: both close standard input. */
    private void endWithPlatform(BufferedReader in, Process program) {
        try {
            in.transferTo(Writer.nullWriter());
        } catch (IOException broken) {
            // a broken pipe is a closed one
        }
        endAll(program, Duration.ofMillis(order.stopGraceMs()));
        Runtime.getRuntime().halt(0);
    }

    /** Asks the program to end, then ends it and everything that it started. */
    private static void endAll(Process program, Duration grace) {
        List<ProcessHandle> others = program.descendants().toList();
        if (!grace.isZero()) {
            program.destroy();
            awaitEnd(program, grace);
        }
        others.forEach(ProcessHandle::destroyForcibly);
        program.descendants().forEach(ProcessHandle::destroyForcibly);
        program.destroyForcibly();
    }

    private static void awaitEnd(Process program, Duration grace) {
        try {
            program.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static String clause(int status) {
        return status > SIGNALS_FROM
                ? "was ended by signal %d".formatted(status - SIGNALS_FROM)
                : "ended with status %d".formatted(status);
    }

    private void say(String line) {
        say(announcements, line);
    }

    private static void say(PrintStream announcements, String line) {
        OutputStream out = announcements;
        try {
            out.write((line.replaceAll("\\R", " ") + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            // the platform is gone, which standard input tells too
        }
    }

    private static void fail(PrintStream announcements, Reason reason, String sentence) {
        say(announcements, "%s %s %s".formatted(RunnerProtocol.FAILED, reason.wire(), sentence));
        Runtime.getRuntime().halt(FAILED_STATUS);
    }
}
