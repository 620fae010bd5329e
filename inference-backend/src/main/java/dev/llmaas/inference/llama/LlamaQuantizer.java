package dev.llmaas.inference.llama;

import static dev.llmaas.inference.llama.NativeLibrary.call;
import static dev.llmaas.inference.llama.NativeLibrary.text;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model again with smaller weights, through {@code llama_model_quantize}. The native code may end its process over
 * a file that it does not expect, so this belongs into a process that has nothing else to do. Not thread-safe: the library
 * has one log.
 */
public final class LlamaQuantizer {
    /** The parameters are smaller; the function that fills them writes as many bytes as its own version has. */
    private static final StructLayout PARAMS = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(32, JAVA_LONG));

    // Offsets of llama.cpp v0.4.0 and v0.5.0, checked against the defaults before use.
    private static final long THREADS = 0;
    private static final long TYPE = 4;
    private static final long OUTPUT_TYPE = 8;
    private static final long EMBEDDING_TYPE = 12;
    private static final long ALLOW_REQUANTIZE = 16;
    private static final long QUANTIZE_OUTPUT = 17;

    /** What the library says of each tensor: {@code [  12/ 147] blk.0.attn_k.weight - ...}. */
    private static final Pattern TENSOR = Pattern.compile("^\\[\\s*(\\d+)/\\s*(\\d+)]");

    private static final int ERROR = 4;

    private final NativeLibrary llama;
    private final Progress progress;
    private final AtomicReference<@Nullable String> error = new AtomicReference<>();

    /** Hears how far it is. */
    public interface Progress {
        /** So many tensors of so many are written. */
        void tensors(int done, int total);
    }

    private LlamaQuantizer(NativeLibrary llama, Progress progress) {
        this.llama = llama;
        this.progress = progress;
    }

    /**
     * What to do.
     *
     * @param source the file to read
     * @param target the file to write; what was there is replaced
     * @param type a number of {@code llama_ftype}
     * @param threads threads that compute, 0 for the library's choice
     * @param allowRequantize whether weights that are quantised already may be quantised again
     */
    public record Order(Path source, Path target, int type, int threads, boolean allowRequantize) {}

    /**
     * Quantises. Blocks; cannot be interrupted.
     *
     * @param natives where native libraries are unpacked
     * @throws EngineStartException if the library cannot be loaded, or does not do it
     */
    public static void quantize(Order order, Path natives, Progress progress) {
        LlamaNatives unpacked = LlamaNatives.unpack(natives);
        NativeLibrary.load(unpacked.library("ggml-base"));
        NativeLibrary ggml = NativeLibrary.load(unpacked.library("ggml"));
        NativeLibrary llama = NativeLibrary.load(unpacked.library("llama"));
        MethodHandle version = llama.function("llama_version", FunctionDescriptor.of(ADDRESS));
        LlamaLibrary.checkVersion(call(() -> text((MemorySegment) version.invokeExact())));
        new LlamaQuantizer(llama, progress).run(order, ggml, unpacked.folder());
    }

    private void run(Order order, NativeLibrary ggml, Path folder) {
        MethodHandle logSet = llama.function("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        MethodHandle load = ggml.function("ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
        MethodHandle defaults = llama.function("llama_model_quantize_default_params", FunctionDescriptor.of(PARAMS));
        MethodHandle quantize =
                llama.function("llama_model_quantize", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment hearing = callback();
            NativeLibrary.run(() -> {
                logSet.invokeExact(hearing, MemorySegment.NULL);
            });
            MemorySegment backends = arena.allocateFrom(folder.toString());
            NativeLibrary.run(() -> {
                load.invokeExact(backends);
            });
            MemorySegment params = call(() -> (MemorySegment) defaults.invokeExact((SegmentAllocator) arena));
            checkLayout(params);
            params.set(JAVA_INT, THREADS, order.threads());
            params.set(JAVA_INT, TYPE, order.type());
            params.set(JAVA_BOOLEAN, ALLOW_REQUANTIZE, order.allowRequantize());
            MemorySegment source = arena.allocateFrom(order.source().toString());
            MemorySegment target = arena.allocateFrom(order.target().toString());
            int result = call(() -> (int) quantize.invokeExact(source, target, params));
            if (result != 0) {
                String said = error.get();
                throw new EngineStartException(
                        Reason.MODEL_UNSUPPORTED,
                        "llama.cpp does not quantise %s: %s."
                                .formatted(
                                        order.source().getFileName(),
                                        said == null ? "it does not say why" : said.replaceAll("[.\\s]+$", "")));
            }
        }
    }

    /** Compares the defaults of the library with what they are at the known offsets. */
    private static void checkLayout(MemorySegment params) {
        int output = params.get(JAVA_INT, OUTPUT_TYPE);
        boolean known = params.get(JAVA_INT, THREADS) == 0
                && params.get(JAVA_INT, TYPE) >= 0
                && output > 0
                && output == params.get(JAVA_INT, EMBEDDING_TYPE)
                && params.get(JAVA_BYTE, ALLOW_REQUANTIZE) == 0
                && params.get(JAVA_BYTE, QUANTIZE_OUTPUT) == 1;
        if (!known) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "The llama.cpp library quantises in a way that this release does not know. Install the libraries of this release again.");
        }
    }

    private MemorySegment callback() {
        try {
            MethodHandle target = MethodHandles.lookup()
                    .findVirtual(
                            LlamaQuantizer.class,
                            "onLine",
                            MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            return NativeLibrary.callback(target.bindTo(this), FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS));
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a method of this class is not there", impossible);
        }
    }

    /** Called by the library. Must not throw: that would end the process. */
    void onLine(int level, MemorySegment line, MemorySegment unused) {
        String said = text(line).strip();
        Matcher tensor = TENSOR.matcher(said);
        if (tensor.find()) {
            progress.tensors(Integer.parseInt(tensor.group(1)), Integer.parseInt(tensor.group(2)));
        } else if (level == ERROR && !said.isEmpty()) {
            error.compareAndSet(null, said);
        }
    }
}
