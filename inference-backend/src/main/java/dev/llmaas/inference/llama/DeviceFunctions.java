package dev.llmaas.inference.llama;

import static dev.llmaas.inference.llama.NativeLibrary.call;
import static dev.llmaas.inference.llama.NativeLibrary.run;
import static dev.llmaas.inference.llama.NativeLibrary.text;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The functions of ggml that find processors and load the libraries for them. They may be called from any thread. */
final class DeviceFunctions {
    /** ggml's kinds of devices: the processor itself is 0, graphics processors are 1 (own memory) and 2 (shared memory). */
    private static final int GPU_KINDS_MIN = 1;

    private static final int GPU_KINDS_MAX = 2;

    private static final String LIBRARIES = "(lib)?ggml-(vulkan|cuda|hip|metal|sycl|opencl)[^/]*\\.(so|dll|dylib)";

    private final MethodHandle registered;
    private final MethodHandle loadAll;
    private final MethodHandle loadOne;
    private final MethodHandle count;
    private final MethodHandle get;
    private final MethodHandle name;
    private final MethodHandle description;
    private final MethodHandle kind;
    private final MethodHandle memory;

    DeviceFunctions(NativeLibrary ggml, NativeLibrary functions) {
        FunctionDescriptor textOf = FunctionDescriptor.of(ADDRESS, ADDRESS);
        registered = ggml.function("ggml_backend_reg_count", FunctionDescriptor.of(JAVA_LONG));
        loadAll = ggml.function("ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
        loadOne = ggml.function("ggml_backend_load", FunctionDescriptor.of(ADDRESS, ADDRESS));
        count = ggml.function("ggml_backend_dev_count", FunctionDescriptor.of(JAVA_LONG));
        get = ggml.function("ggml_backend_dev_get", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        name = functions.function("ggml_backend_dev_name", textOf);
        description = functions.function("ggml_backend_dev_description", textOf);
        kind = functions.function("ggml_backend_dev_type", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        memory = functions.function("ggml_backend_dev_memory", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
    }

    /** Whether the code for a processor is loaded already, by an engine that this process had before. */
    boolean isLoaded() {
        return NativeLibrary.<Long>call(() -> (long) registered.invokeExact()) > 0;
    }

    /**
     * Loads the code for the processor of this machine and, from a folder that may be missing, for its graphics processors.
     *
     * @throws EngineStartException if there is a library for graphics processors that cannot be used
     */
    void load(Path folder, Path graphics) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(folder.toAbsolutePath().toString());
            run(() -> {
                loadAll.invokeExact(path);
            });
            for (Path library : libraries(graphics)) {
                MemorySegment file = arena.allocateFrom(library.toAbsolutePath().toString());
                MemorySegment loaded = call(() -> (MemorySegment) loadOne.invokeExact(file));
                if (loaded.equals(MemorySegment.NULL)) {
                    throw new EngineStartException(
                            Reason.NATIVES_UNUSABLE,
                            "The library %s for graphics processors cannot be loaded: it is of another version, or its driver is missing. Take the one of this release, or remove it."
                                    .formatted(library.getFileName()));
                }
            }
        }
    }

    private static List<Path> libraries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(LIBRARIES))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "The folder %s of libraries for graphics processors cannot be read (%s)."
                            .formatted(folder.getFileName(), unreadable.getMessage()),
                    unreadable);
        }
    }

    /** The processors of this machine for which there is code. */
    List<Device> devices() {
        long many = NativeLibrary.<Long>call(() -> (long) count.invokeExact());
        List<Device> devices = new ArrayList<>();
        for (long i = 0; i < many; i++) {
            long place = i;
            MemorySegment device = call(() -> (MemorySegment) get.invokeExact(place));
            int type = NativeLibrary.<Integer>call(() -> (int) kind.invokeExact(device));
            devices.add(new Device(
                    device,
                    call(() -> text((MemorySegment) name.invokeExact(device))),
                    call(() -> text((MemorySegment) description.invokeExact(device))),
                    type >= GPU_KINDS_MIN && type <= GPU_KINDS_MAX));
        }
        return devices;
    }

    /** Memory of a device as its library tells it now. */
    Device.Memory memory(Device device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment free = arena.allocate(JAVA_LONG);
            MemorySegment total = arena.allocate(JAVA_LONG);
            run(() -> {
                memory.invokeExact(device.address(), free, total);
            });
            return new Device.Memory(free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0));
        }
    }
}
