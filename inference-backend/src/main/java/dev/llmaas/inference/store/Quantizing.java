package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Progress;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.api.models.StoreEvent.Stage;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.llama.LlamaQuantizer;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.models.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Makes a smaller model of one in the store. Everything that the native code would trip over is refused before it runs. */
final class Quantizing {
    private static final Set<TensorType> WHOLE = EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16);

    /** Header, tensors that stay as they are, and rounding up. */
    private static final long MARGIN_BYTES = 64L << 20;

    private static final String GGUF = ".gguf";

    private final ModelStore store;
    private final Path natives;
    private final Consumer<StoreEvent> events;

    Quantizing(ModelStore store, Path natives, Consumer<StoreEvent> events) {
        this.store = store;
        this.natives = natives;
        this.events = events;
    }

    /**
     * What somebody wants.
     *
     * @param source a model of the store
     * @param target what the new one will be called in the store
     * @param type how it is to be stored
     * @param threads threads that compute, 0 for the library's choice
     * @param allowRequantize whether the source may be quantised already
     */
    record Wish(String source, String target, String type, int threads, boolean allowRequantize) {}

    /**
     * Quantises.
     *
     * @throws StoreException if it cannot be meant, or cannot be done
     */
    StoreEvent.Stored quantize(Wish wish) throws IOException {
        Quantization type = Quantization.named(wish.type())
                .orElseThrow(() -> new StoreException(
                        Reason.INVALID,
                        "\"%s\" is no type. It is one of %s."
                                .formatted(wish.type(), String.join(", ", Quantization.names()))));
        Path source = store.find(wish.source());
        Path target = store.place(wish.target().endsWith(GGUF) ? wish.target() : wish.target() + GGUF);
        if (Files.exists(target)) {
            throw new StoreException(
                    Reason.INVALID,
                    "%s is there already. Remove it first, or choose another name.".formatted(wish.target()));
        }
        Gguf header = header(source);
        requireSense(header, type, wish.allowRequantize());
        store.requireSpace(type.bytes(header.parameters()) + MARGIN_BYTES);
        Files.createDirectories(target.getParent());
        try (ModelStore.Held _ = store.hold(target)) {
            Path part = target.resolveSibling(target.getFileName() + ModelStore.PART_SUFFIX);
            boolean done = false;
            try {
                run(new LlamaQuantizer.Order(source, part, type.number(), wish.threads(), wish.allowRequantize()));
                header(part);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                done = true;
            } finally {
                if (!done) {
                    Files.deleteIfExists(part);
                }
            }
            return new StoreEvent.Stored(store.describe(target), target.toString(), true);
        }
    }

    private void run(LlamaQuantizer.Order order) {
        try {
            LlamaQuantizer.quantize(
                    order, natives, (done, total) -> events.accept(new Progress(Stage.QUANTIZING, done, total, 0)));
        } catch (EngineStartException cannot) {
            throw new StoreException(Reason.FAILED, cannot.sentence(), cannot);
        }
    }

    private static Gguf header(Path file) {
        try {
            return Gguf.read(file);
        } catch (EngineStartException unusable) {
            throw new StoreException(Reason.UNUSABLE, unusable.sentence(), unusable);
        }
    }

    private static void requireSense(Gguf header, Quantization type, boolean allowRequantize) {
        try {
            header.requireRunnable();
        } catch (EngineStartException unusable) {
            throw new StoreException(Reason.UNUSABLE, unusable.sentence(), unusable);
        }
        TensorType now = Quantization.mostly(header);
        if (!WHOLE.contains(now) && !allowRequantize) {
            throw new StoreException(
                    Reason.INVALID,
                    "%s is quantised already (%s), and quantising it again makes it worse than quantising the original. Take the original in F16, BF16 or F32, or say --allow-requantize."
                            .formatted(header.fileName(), Quantization.of(header)));
        }
        if (Quantization.of(header).equals(type.name())) {
            throw new StoreException(Reason.INVALID, "%s is stored as %s already.".formatted(header.fileName(), type));
        }
    }
}
