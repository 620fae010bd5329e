package dev.llmaas.inference.store;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The process of the store: {@code pull NAME}, {@code list}, {@code show NAME}, {@code rm NAME},
 * {@code quantize SOURCE TARGET TYPE}. It writes one {@link StoreEvent} a line on its standard output, the last of which
 * says what came of it, and ends with 0 or 1, or when its standard input closes: it does not outlive whoever started it.
 */
public final class ModelsMain {
    private static final int FAILED_STATUS = 1;
    private static final int SLOTS_MAX = 256;
    private static final int CONTEXT_MAX = 100_000_000;
    private static final int THREADS_MAX = 512;

    /** Passwords of proxies are given to proxies: Java does not do so unless told (JDK-8160838). */
    private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> environment;
    private final Path otherwise;
    private final Consumer<StoreEvent> events;

    private ModelsMain(Map<String, String> environment, Path otherwise, Consumer<StoreEvent> events) {
        this.environment = environment;
        this.otherwise = otherwise;
        this.events = events;
    }

    /** Does one thing and ends. */
    public static void main(String[] arguments) {
        System.setProperty(TUNNELING, "");
        PrintStream announcements = System.out;
        System.setOut(System.err); // a stray print of a library is no event
        InputStream in = System.in;
        Thread.ofPlatform().name("stdin").daemon().start(() -> endWith(in));
        Path standard = StoreDirectory.of(
                System.getProperty("os.name"), Path.of(System.getProperty("user.home")), System.getenv());
        ModelsMain main = new ModelsMain(System.getenv(), standard, event -> {
            announcements.writeBytes(
                    (WireJson.mapper().writerFor(StoreEvent.class).writeValueAsString(event) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            announcements.flush();
        });
        StoreEvent last = main.run(List.of(arguments));
        main.events.accept(last);
        System.exit(last instanceof StoreEvent.Failed ? FAILED_STATUS : 0);
    }

    /** What is fetched stays, so the process just ends. */
    private static void endWith(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // a broken pipe is a closed one
        }
        Runtime.getRuntime().halt(FAILED_STATUS);
    }

    /** An edge: whatever goes wrong becomes an event. */
    private StoreEvent run(List<String> words) {
        try {
            return act(ModelsArguments.of(words));
        } catch (StoreException known) {
            return new StoreEvent.Failed(known.reason(), known.sentence());
        } catch (IOException disk) {
            return new StoreEvent.Failed(
                    Reason.IO, "A file of the store cannot be read or written: %s.".formatted(disk.getMessage()));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return new StoreEvent.Failed(Reason.FAILED, "It was interrupted.");
        } catch (RuntimeException | LinkageError unforeseen) {
            return new StoreEvent.Failed(
                    Reason.FAILED, "The store failed in a way that nobody foresaw: %s.".formatted(unforeseen));
        }
    }

    private StoreEvent act(ModelsArguments arguments) throws IOException, InterruptedException {
        Path directory = arguments.option("--store").map(Path::of).orElse(otherwise);
        ModelStore store = new ModelStore(directory);
        return switch (arguments.command()) {
            case "pull" -> new Fetching(store, InstantSource.system(), events).fetch(wish(arguments));
            case "list" -> {
                arguments.names(0);
                yield new StoreEvent.Listed(store.directory().toString(), store.list());
            }
            case "show" ->
                new StoreEvent.Shown(store.show(
                        arguments.names(1).getFirst(),
                        arguments.number("--slots", 1, SLOTS_MAX),
                        arguments.number("--context", 0, CONTEXT_MAX)));
            case "rm" -> store.remove(arguments.names(1).getFirst());
            case "quantize" -> {
                Path natives = arguments
                        .option("--natives")
                        .map(Path::of)
                        .orElse(store.directory().resolve(".natives"));
                List<String> names = arguments.names(3);
                yield new Quantizing(store, natives, events)
                        .quantize(new Quantizing.Wish(
                                names.get(0),
                                names.get(1),
                                names.get(2),
                                arguments.number("--threads", 0, THREADS_MAX),
                                arguments.has("--allow-requantize")));
            }
            default ->
                throw new StoreException(Reason.INVALID, "One of pull, list, show, rm and quantize was expected.");
        };
    }

    private Fetching.Wish wish(ModelsArguments arguments) throws IOException {
        HubAccess access = HubAccess.ofEnvironment(environment);
        if (arguments.option("--hub").isPresent()) {
            URI hub = HubAccess.address(arguments.option("--hub").get());
            access = access.withHub(hub);
        }
        if (arguments.option("--token-file").isPresent()) {
            access = access.withToken(
                    token(Path.of(arguments.option("--token-file").get())));
        }
        if (arguments.option("--ca-file").isPresent()) {
            access =
                    access.withAuthorities(Path.of(arguments.option("--ca-file").get()));
        }
        Download.Patience patience = Download.Patience.STANDARD.withParts(
                arguments.number("--parts", Download.Patience.STANDARD.parts(), StoreLimits.PARTS_MAX));
        return new Fetching.Wish(
                ModelName.of(arguments.names(1).getFirst()),
                access,
                arguments.has("--accept-licence"),
                arguments.option("--sha256").orElse(null),
                patience);
    }

    private static String token(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.size(file) > StoreLimits.TOKEN_BYTES_MAX) {
            throw new StoreException(
                    Reason.INVALID,
                    "The file %s with the token cannot be read. Check its path and permissions.".formatted(file));
        }
        String token = Files.readString(file).strip();
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw new StoreException(Reason.INVALID, "The file %s holds no token.".formatted(file));
        }
        return token;
    }
}
