package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of assets/samples runs against the demonstration, with the clients that it names, from the variables that the
 * demonstration writes. Python needs an index of packages; where there is none, its samples are compiled only, and the test says so.
 */
class SamplesTest {
    private static final Path SAMPLES = Path.of("..", "assets", "samples");
    private static final Path PLACE = Path.of("target", "samples").toAbsolutePath();
    private static final int RUN_SECONDS_MAX = 180;

    /** What a sample prints, by the name of its file without the ending. */
    private static final Map<String, String> PRINTS = Map.ofEntries(
            Map.entry("models", "\"id\":\"guide-chat\""),
            Map.entry("chat", "key"),
            Map.entry("stream", "key"),
            Map.entry("responses", "key"),
            Map.entry("messages", "key"),
            Map.entry("tools", "(?s)get_weather .*(Paris|Berlin|London).*\\n.+"),
            Map.entry("structured", "(EUR|USD)"),
            Map.entry("embeddings", "(Input costs|\"embedding\":\\[-?0\\.)"),
            Map.entry("rerank", "choose Revoke"),
            Map.entry("langchain", "key"),
            Map.entry("langchain_chat", "key"),
            Map.entry("vercel-ai", "key"),
            Map.entry("rag-llamaindex", "Input costs .+\\n.+"),
            Map.entry("OpenAiChat", "key"),
            Map.entry("LangChain4jChat", "key"),
            Map.entry("SdkChat", "key"),
            Map.entry("SdkTools", "(?s)get_weather (Paris|Berlin|London)\\n.+\\n(EUR|USD)"));

    private static RunningDemo demo;
    private static final Set<String> PYTHON_CLIENTS = new HashSet<>();

    private static Map<String, String> variables = Map.of();

    @BeforeAll
    static void start() {
        demo = RunningDemo.start();
        install(); // with the machine's own trust and settings
        variables = environment(demo.variables());
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES, 2)) {
            return files.filter(file -> file.toString().matches(".*\\.(sh|py|mjs|java)")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void runsAgainstTheDemonstration(Path sample) {
        String file = sample.getFileName().toString();
        String name = file.substring(0, file.lastIndexOf('.'));
        boolean onlyCompiled = file.endsWith(".py")
                && !PYTHON_CLIENTS.contains(name.startsWith("langchain") ? "langchain-openai" : "openai");

        Run run = run(command(sample, file, onlyCompiled), PLACE);

        assertThat(run.status).as(run.output).isZero();
        if (onlyCompiled) {
            System.err.println("compiled only, for its client is neither installed nor in an index: " + file);
        } else {
            assertThat(run.output).containsPattern(PRINTS.get(name));
        }
    }

    private static List<String> command(Path sample, String file, boolean onlyCompiled) {
        String path = sample.toAbsolutePath().toString();
        return switch (file.substring(file.lastIndexOf('.'))) {
            case ".sh" -> List.of("sh", path);
            case ".mjs" -> List.of("node", PLACE.resolve("node").resolve(file).toString());
            case ".py" -> onlyCompiled ? List.of("python3", "-m", "py_compile", path) : List.of("python3", path);
            default ->
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        path);
        };
    }

    /** The packages that the samples of Node.js and Python name. */
    private static void install() {
        try {
            Path node = Files.createDirectories(PLACE.resolve("node"));
            try (Stream<Path> files = Files.list(SAMPLES.resolve("node"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.write(node.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
            Run installed = run(List.of("npm", "ci", "--ignore-scripts"), node);
            assertThat(installed.status).as(installed.output).isZero();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        for (String client : List.of("openai", "langchain-openai")) {
            if (hasPython(client)) {
                PYTHON_CLIENTS.add(client);
            }
        }
    }

    /** Whether a client for Python is installed, or an index has it. */
    private static boolean hasPython(String client) {
        if (run(List.of("python3", "-c", "import " + client.replace('-', '_')), PLACE).status == 0) {
            return true;
        }
        String place = PLACE.resolve("python").toString();
        return run(List.of("python3", "-m", "pip", "install", "-q", "--retries", "0", "--target", place, client), PLACE)
                        .status
                == 0;
    }

    private record Run(int status, String output) {}

    private static Run run(List<String> command, Path directory) {
        try {
            Path output = Files.createTempFile(PLACE, "run", ".txt");
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            Process process = builder.start();
            if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Run(-1, "did not end within %d s: %s".formatted(RUN_SECONDS_MAX, command));
            }
            return new Run(process.exitValue(), Files.readString(output));
        } catch (IOException missing) {
            return new Run(-1, String.valueOf(missing.getMessage()));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** What the samples find around them: the variables, and the words by which each runtime trusts an authority. */
    private static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("NODE_EXTRA_CA_CERTS", variables.get("LLMAAS_CA"));
        all.put("SSL_CERT_FILE", variables.get("LLMAAS_CA"));
        all.put("PYTHONPATH", PLACE.resolve("python").toString());
        all.put("PYTHONPYCACHEPREFIX", PLACE.resolve("cache").toString());
        return Map.copyOf(all);
    }
}
