package dev.llmaas.inference.llama;

import static dev.llmaas.inference.llama.NativeLibrary.call;
import static dev.llmaas.inference.llama.NativeLibrary.run;
import static dev.llmaas.inference.llama.NativeLibrary.text;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The binding to llama.cpp: every function that the engine calls, and the only file that knows where the fields of its
 * structures lie. The offsets are those of llama.cpp v0.4.0 and v0.5.0 (found by calling the library with marked memory
 * on x86-64; the structures hold fixed-width fields only, so they lie alike on every 64-bit platform).
 *
 * <p>Libraries stay loaded until the process ends. Handles of models and contexts are plain addresses; {@link LlamaModel}
 * and {@link LlamaContext} own them. Functions of the vocabulary may be called from any thread, those of a context from
 * one thread at a time.
 */
final class LlamaLibrary {
    /** The versions whose layout this file knows, as {@code llama_version()} begins. */
    private static final List<String> VERSIONS = List.of("0.4.0", "0.5.0");

    private static final StructLayout MODEL_PARAMS = opaque(80);
    private static final long MODEL_DEVICES = 0;
    private static final long MODEL_GPU_LAYERS = 16;
    private static final long MODEL_VOCAB_ONLY = 72;

    private static final StructLayout CONTEXT_PARAMS = opaque(160);
    private static final long CONTEXT_TOKENS = 0;
    private static final long CONTEXT_BATCH = 4;
    private static final long CONTEXT_MICRO_BATCH = 8;
    private static final long CONTEXT_SEQUENCES = 12;
    private static final long CONTEXT_THREADS = 28;
    private static final long CONTEXT_THREADS_BATCH = 32;
    private static final long CONTEXT_POOLING = 44;
    private static final long CONTEXT_FLASH_ATTENTION = 52;
    private static final int FLASH_ATTENTION_OFF = 0;
    private static final long CONTEXT_TYPE_K = 104;
    private static final long CONTEXT_TYPE_V = 108;
    private static final long CONTEXT_EMBEDDINGS = 128;
    private static final long CONTEXT_UNIFIED = 133;

    private static final StructLayout BATCH = opaque(56);
    private static final long BATCH_COUNT = 0;
    private static final long BATCH_TOKENS = 8;
    private static final long BATCH_POSITIONS = 24;
    private static final long BATCH_SEQUENCE_COUNTS = 32;
    private static final long BATCH_SEQUENCES = 40;
    private static final long BATCH_OUTPUTS = 48;

    /** Beside the unpacked libraries: those for graphics processors that somebody put there. */
    private static final String GRAPHICS_FOLDER = "graphics";

    private final NativeLog log = new NativeLog();
    private final DeviceFunctions devices;
    private final NativeLibrary llama;

    private final MethodHandle modelDefaults;
    private final MethodHandle contextDefaults;
    private final MethodHandle modelLoad;
    private final MethodHandle modelFree;
    private final MethodHandle modelVocabulary;
    private final MethodHandle contextNew;
    private final MethodHandle contextFree;
    private final MethodHandle contextMemory;
    private final MethodHandle memoryRemove;
    private final MethodHandle memoryClear;
    private final MethodHandle memoryCopy;
    private final MethodHandle memoryFirst;
    private final MethodHandle decode;
    private final MethodHandle logits;
    private final MethodHandle sequenceVector;
    private final MethodHandle modelWidth;
    private final MethodHandle modelScores;
    private final MethodHandle isRecurrent;
    private final MethodHandle isHybrid;
    private final MethodHandle modelWindow;
    private final TokenFunctions tokens;

    private LlamaLibrary(LlamaNatives natives) {
        // The order of dependence; each names the next only by its bare name.
        NativeLibrary ggmlBase = NativeLibrary.load(natives.library("ggml-base"));
        NativeLibrary ggml = NativeLibrary.load(natives.library("ggml"));
        devices = new DeviceFunctions(ggml, ggmlBase);
        llama = NativeLibrary.load(natives.library("llama"));
        modelDefaults = llama.function("llama_model_default_params", FunctionDescriptor.of(MODEL_PARAMS));
        contextDefaults = llama.function("llama_context_default_params", FunctionDescriptor.of(CONTEXT_PARAMS));
        modelLoad = llama.function("llama_model_load_from_file", FunctionDescriptor.of(ADDRESS, ADDRESS, MODEL_PARAMS));
        modelFree = llama.function("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
        modelVocabulary = llama.function("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
        contextNew = llama.function("llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, CONTEXT_PARAMS));
        contextFree = llama.function("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
        contextMemory = llama.function("llama_get_memory", FunctionDescriptor.of(ADDRESS, ADDRESS));
        memoryRemove = llama.function(
                "llama_memory_seq_rm", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        memoryClear = llama.function("llama_memory_clear", FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN));
        memoryCopy = llama.function(
                "llama_memory_seq_cp", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        memoryFirst = llama.function("llama_memory_seq_pos_min", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        decode = llama.function("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, BATCH));
        logits = llama.function("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        sequenceVector = llama.function("llama_get_embeddings_seq", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        modelWidth = llama.function("llama_model_n_embd_out", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        modelScores = llama.function("llama_model_n_cls_out", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        isRecurrent = llama.function("llama_model_is_recurrent", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
        isHybrid = llama.function("llama_model_is_hybrid", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
        modelWindow = llama.function("llama_model_n_swa", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        tokens = new TokenFunctions(llama);
    }

    /**
     * Loads the libraries into this process and makes sure that they are the ones this file was written for.
     *
     * @throws EngineStartException if they cannot be loaded or are of another version
     */
    static LlamaLibrary load(LlamaNatives natives) {
        LlamaLibrary library = new LlamaLibrary(natives);
        checkVersion(library.version());
        library.checkLayout();
        library.start(natives.folder());
        return library;
    }

    /** Refuses a version whose layout is not known here. */
    static void checkVersion(String version) {
        if (VERSIONS.stream().noneMatch(version::startsWith)) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "The llama.cpp library says that it is version %s, and this engine knows the layout of %s only. Install the libraries of this release again."
                            .formatted(version, String.join(" and ", VERSIONS)));
        }
    }

    private String version() {
        MethodHandle handle = llama.function("llama_version", FunctionDescriptor.of(ADDRESS));
        return call(() -> text((MemorySegment) handle.invokeExact()));
    }

    /** Compares the defaults of the library with what they are at the known offsets, and the sizes of its structures. */
    private void checkLayout() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment model = marked(arena, MODEL_PARAMS, modelDefaults);
            MemorySegment context = marked(arena, CONTEXT_PARAMS, contextDefaults);
            boolean known = model.get(JAVA_LONG, MODEL_DEVICES) == 0
                    && model.get(JAVA_INT, MODEL_GPU_LAYERS) == -1
                    && model.get(JAVA_BYTE, MODEL_VOCAB_ONLY) == 0
                    && context.get(JAVA_INT, CONTEXT_TOKENS) == 512
                    && context.get(JAVA_INT, CONTEXT_BATCH) == 2048
                    && context.get(JAVA_INT, CONTEXT_MICRO_BATCH) == 512
                    && context.get(JAVA_INT, CONTEXT_SEQUENCES) == 1
                    && context.get(JAVA_INT, CONTEXT_THREADS) == 4
                    && context.get(JAVA_INT, CONTEXT_THREADS_BATCH) == 4
                    && context.get(JAVA_INT, CONTEXT_POOLING) == -1
                    && context.get(JAVA_INT, CONTEXT_FLASH_ATTENTION) == -1
                    && context.get(JAVA_INT, CONTEXT_TYPE_K) == 1
                    && context.get(JAVA_INT, CONTEXT_TYPE_V) == 1
                    && context.get(JAVA_BYTE, CONTEXT_EMBEDDINGS) == 0
                    && context.get(JAVA_BYTE, CONTEXT_UNIFIED) == 0;
            if (!known) {
                throw new EngineStartException(
                        Reason.NATIVES_UNUSABLE,
                        "The llama.cpp library has the right version and another layout: it was built from changed sources. Install the libraries of this release again.");
            }
        }
    }

    /** Calls a function that returns a structure into marked memory: the mark behind the structure must survive. */
    private static MemorySegment marked(Arena arena, StructLayout layout, MethodHandle function) {
        byte mark = (byte) 0xA5;
        MemorySegment memory = arena.allocate(layout.byteSize() * 4, 16).fill(mark);
        MemorySegment struct =
                call(() -> (MemorySegment) function.invokeExact(SegmentAllocator.prefixAllocator(memory)));
        byte[] behind = memory.asSlice(layout.byteSize()).toArray(JAVA_BYTE);
        byte[] untouched = new byte[behind.length];
        Arrays.fill(untouched, mark);
        if (!Arrays.equals(behind, untouched)) {
            struct.fill((byte) 0x7F);
        }
        return struct;
    }

    private void start(Path folder) {
        MethodHandle setLog = llama.function("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        MethodHandle init = llama.function("llama_backend_init", FunctionDescriptor.ofVoid());
        MemorySegment sink = log.callback();
        run(() -> {
            setLog.invokeExact(sink, MemorySegment.NULL);
        });
        // A second engine in one process finds the processor's code loaded already.
        if (!devices.isLoaded()) {
            devices.load(folder, folder.resolveSibling(GRAPHICS_FOLDER));
            run(() -> {
                init.invokeExact();
            });
        }
    }

    /** The functions that find processors. */
    DeviceFunctions devices() {
        return devices;
    }

    // Models.

    /** Loads a model, on a device or, with {@code NULL}, on any; {@code NULL} if the library refuses it, see {@link #log}. */
    MemorySegment loadModel(Path file, int gpuLayers, MemorySegment device) {
        log.clear();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = call(() -> (MemorySegment) modelDefaults.invokeExact((SegmentAllocator) arena));
            params.set(JAVA_INT, MODEL_GPU_LAYERS, gpuLayers);
            if (!device.equals(MemorySegment.NULL)) {
                MemorySegment only = arena.allocate(ADDRESS, 2);
                only.setAtIndex(ADDRESS, 0, device);
                params.set(ADDRESS, MODEL_DEVICES, only);
            }
            MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
            return call(() -> (MemorySegment) modelLoad.invokeExact(path, params));
        }
    }

    void freeModel(MemorySegment model) {
        run(() -> {
            modelFree.invokeExact(model);
        });
    }

    MemorySegment vocabulary(MemorySegment model) {
        return call(() -> (MemorySegment) modelVocabulary.invokeExact(model));
    }

    /** The functions that read a vocabulary. */
    TokenFunctions tokens() {
        return tokens;
    }

    /** The numbers of one vector of the model. */
    int width(MemorySegment model) {
        return NativeLibrary.<Integer>call(() -> (int) modelWidth.invokeExact(model));
    }

    /** The numbers that a head for ranking makes. */
    int rankOutputs(MemorySegment model) {
        return NativeLibrary.<Integer>call(() -> (int) modelScores.invokeExact(model));
    }

    /** Whether sequences of the model can share their begin: not where a state or a window stands for it. */
    boolean sharesBegins(MemorySegment model) {
        return NativeLibrary.<Boolean>call(() -> !(boolean) isRecurrent.invokeExact(model)
                && !(boolean) isHybrid.invokeExact(model)
                && (int) modelWindow.invokeExact(model) == 0);
    }

    // Contexts.

    /** Makes a context; {@code NULL} if memory does not suffice or the model cannot be run so, see {@link #log}. */
    MemorySegment newContext(MemorySegment model, LlamaContext.Shape shape) {
        log.clear();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = call(() -> (MemorySegment) contextDefaults.invokeExact((SegmentAllocator) arena));
            params.set(JAVA_INT, CONTEXT_TOKENS, shape.tokens());
            params.set(JAVA_INT, CONTEXT_BATCH, shape.batch());
            params.set(JAVA_INT, CONTEXT_MICRO_BATCH, shape.microBatch());
            params.set(JAVA_INT, CONTEXT_SEQUENCES, shape.sequences());
            params.set(JAVA_INT, CONTEXT_THREADS, shape.threads());
            params.set(JAVA_INT, CONTEXT_THREADS_BATCH, shape.threads());
            if (!shape.fused()) {
                params.set(JAVA_INT, CONTEXT_FLASH_ATTENTION, FLASH_ATTENTION_OFF);
            }
            // One pool of cells for all sequences: a long prompt may use what short ones leave.
            params.set(JAVA_BYTE, CONTEXT_UNIFIED, (byte) 1);
            if (shape.pooling() != null) {
                params.set(JAVA_BYTE, CONTEXT_EMBEDDINGS, (byte) 1);
                params.set(JAVA_INT, CONTEXT_POOLING, shape.pooling().number());
            }
            return call(() -> (MemorySegment) contextNew.invokeExact(model, params));
        }
    }

    void freeContext(MemorySegment context) {
        run(() -> {
            contextFree.invokeExact(context);
        });
    }

    /** Forgets a sequence from a position on; false if this kind of model can only forget all of it. */
    boolean forget(MemorySegment context, int sequence, int from) {
        return NativeLibrary.<Boolean>call(() -> {
            MemorySegment memory = (MemorySegment) contextMemory.invokeExact(context);
            return (boolean) memoryRemove.invokeExact(memory, sequence, from, -1);
        });
    }

    /** Lets one sequence begin with the first tokens of another. */
    void copy(MemorySegment context, int source, int target, int length) {
        run(() -> {
            MemorySegment memory = (MemorySegment) contextMemory.invokeExact(context);
            memoryCopy.invokeExact(memory, source, target, 0, length);
        });
    }

    /** The first position of a sequence that is still there, negative if it is empty. */
    int firstPosition(MemorySegment context, int sequence) {
        return NativeLibrary.<Integer>call(() -> {
            MemorySegment memory = (MemorySegment) contextMemory.invokeExact(context);
            return (int) memoryFirst.invokeExact(memory, sequence);
        });
    }

    /** Forgets everything. */
    void forgetAll(MemorySegment context) {
        run(() -> {
            MemorySegment memory = (MemorySegment) contextMemory.invokeExact(context);
            memoryClear.invokeExact(memory, false);
        });
    }

    /** A batch whose arrays are the given ones, to be filled before each {@link #decode}. */
    MemorySegment newBatch(Arena arena, LlamaContext.BatchArrays arrays) {
        MemorySegment batch = arena.allocate(BATCH);
        batch.set(ADDRESS, BATCH_TOKENS, arrays.tokens());
        batch.set(ADDRESS, BATCH_POSITIONS, arrays.positions());
        batch.set(ADDRESS, BATCH_SEQUENCE_COUNTS, arrays.sequenceCounts());
        batch.set(ADDRESS, BATCH_SEQUENCES, arrays.sequences());
        batch.set(ADDRESS, BATCH_OUTPUTS, arrays.outputs());
        return batch;
    }

    /** Runs the first tokens of a batch. 0 is success, 1 no room for keys and values, negative a failure. */
    int decode(MemorySegment context, MemorySegment batch, int count) {
        batch.set(JAVA_INT, BATCH_COUNT, count);
        return NativeLibrary.<Integer>call(() -> (int) decode.invokeExact(context, batch));
    }

    /** Copies the scores of all tokens at one place of the last batch. */
    void logits(MemorySegment context, int place, float[] target) {
        MemorySegment scores = call(() -> (MemorySegment) logits.invokeExact(context, place));
        copy(scores, "place %d of the batch has no scores", place, target);
    }

    /** Copies the vector, or the scores of the head for ranking, of one sequence of the last batch. */
    void vector(MemorySegment context, int sequence, float[] target) {
        MemorySegment vector = call(() -> (MemorySegment) sequenceVector.invokeExact(context, sequence));
        copy(vector, "sequence %d of the batch has no vector", sequence, target);
    }

    private static void copy(MemorySegment source, String absent, int number, float[] target) {
        if (source.equals(MemorySegment.NULL)) {
            throw new IllegalStateException(absent.formatted(number));
        }
        MemorySegment numbers = NativeLibrary.view(source, (long) target.length * Float.BYTES);
        MemorySegment.copy(numbers, JAVA_FLOAT, 0, target, 0, target.length);
    }

    /** What the library said about the last failure. */
    NativeLog log() {
        return log;
    }

    /** A structure of so many bytes, aligned to 8, whose fields are reached by their offsets. */
    private static StructLayout opaque(long bytes) {
        return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(bytes / Long.BYTES, JAVA_LONG));
    }
}
