package dev.llmaas.inference.runner;

import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineProvider;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.http.RunnerProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that serves one model. Its arguments are {@link RunnerArguments}; the first line of its standard input is
 * the token that callers must know. It says {@code READY <port>} or {@code FAILED <reason> <sentence>} on its standard
 * output and ends when its standard input closes, at any time: it does not outlive whoever started it. Nor does it outlive
 * its engine: when that ends unasked, it ends with {@link #BROKEN_STATUS}.
 */
public final class RunnerMain {
    private static final int TOKEN_BYTES_MAX = 256;
    private static final int FAILED_STATUS = 1;

    /** The status with which a runner ends whose engine has ended: EX_SOFTWARE of sysexits.h. */
    static final int BROKEN_STATUS = 70;

    private final InputStream in;
    private final PrintStream announcements;

    private RunnerMain(InputStream in, PrintStream announcements) {
        this.in = in;
        this.announcements = announcements;
    }

    /** Serves until standard input closes. */
    public static void main(String[] arguments) {
        PrintStream announcements = System.out;
        System.setOut(System.err); // a stray print of a library is no announcement
        new RunnerMain(System.in, announcements).run(List.of(arguments));
    }

    /** Where this process logs. */
    static PrintStream log() {
        return System.err;
    }

    private void run(List<String> words) {
        try {
            String token = readToken();
            Thread.ofPlatform().name("stdin").daemon().start(this::endWithParent);
            RunnerArguments arguments = arguments(words);
            Engine engine = open(arguments.engine());
            Backend backend = new Backend(arguments.engine().scheme(), arguments.node());
            int port = new RunnerServer(engine, token, backend).start();
            var _ = engine.breakdown()
                    .thenRunAsync(
                            () -> Runtime.getRuntime().halt(BROKEN_STATUS),
                            CompletableFuture.delayedExecutor(
                                    RunnerLimits.BREAKDOWN_GRACE.toMillis(), TimeUnit.MILLISECONDS));
            forgetStart();
            announce(RunnerProtocol.READY + " " + port);
        } catch (EngineStartException cannot) {
            fail(cannot.reason(), cannot.sentence());
        } catch (OutOfMemoryError noMemory) {
            fail(Reason.OUT_OF_MEMORY, "The machine had too little memory to load the model.");
        } catch (Exception | LinkageError unforeseen) {
            fail(Reason.START_FAILED, "The runner could not start: %s.".formatted(unforeseen));
        }
    }

    /** What reading the model left behind would stay for long: nothing else fills the heap of a runner. */
    private static void forgetStart() {
        System.gc();
    }

    private static RunnerArguments arguments(List<String> words) {
        try {
            return RunnerArguments.of(words);
        } catch (IllegalArgumentException wrong) {
            throw new EngineStartException(Reason.INVALID_OPTION, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static Engine open(EngineSpec spec) {
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            if (provider.scheme().equals(spec.scheme())) {
                return provider.open(spec);
            }
        }
        throw new EngineStartException(
                Reason.INVALID_OPTION, "This build has no engine of the kind \"%s\".".formatted(spec.scheme()));
    }

    private String readToken() throws IOException {
        byte[] line = new byte[TOKEN_BYTES_MAX];
        int length = 0;
        int next = in.read();
        while (next != '\n' && next != -1 && length < line.length) {
            line[length++] = (byte) next;
            next = in.read();
        }
        if (next != '\n' || length == 0) {
            throw new EngineStartException(
                    Reason.INVALID_OPTION, "A runner reads its token as the first line of its standard input.");
        }
        return new String(line, 0, length, StandardCharsets.US_ASCII);
    }

    /** Nothing is saved at the end, so the process just ends, also in the middle of a native call. */
    private void endWithParent() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // a broken pipe is a closed one
        }
        Runtime.getRuntime().halt(0);
    }

    private void fail(Reason reason, String sentence) {
        announce("%s %s %s".formatted(RunnerProtocol.FAILED, reason.wire(), sentence.replaceAll("\\R", " ")));
        Runtime.getRuntime().halt(FAILED_STATUS);
    }

    private void announce(String line) {
        announcements.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        announcements.flush();
    }
}
