package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * One shared library of the system and the way to call it. It stays loaded until the process ends.
 *
 * @param file where it lies
 * @param symbols its functions
 */
// Loading libraries and calling them is what this record is for; the start of the process allows it by name.
@SuppressWarnings("restricted")
record NativeLibrary(Path file, SymbolLookup symbols) {
    private static final Linker LINKER = Linker.nativeLinker();

    /** Code that calls a method handle, which may throw anything as far as the compiler knows. */
    interface Call<T> {
        T run() throws Throwable;
    }

    /** The same without a result. */
    interface Run {
        void run() throws Throwable;
    }

    /**
     * Loads a library.
     *
     * @throws EngineStartException if the system cannot load it
     */
    static NativeLibrary load(Path file) {
        Path place = file.toAbsolutePath();
        try {
            return new NativeLibrary(place, SymbolLookup.libraryLookup(place, Arena.global()));
        } catch (IllegalArgumentException refused) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "The system cannot load %s: %s. It needs a 64-bit system with the C++ run-time library (libstdc++6)."
                            .formatted(place, refused.getMessage()),
                    refused);
        }
    }

    /**
     * A function of the library.
     *
     * @throws EngineStartException if it has none of that name
     */
    MethodHandle function(String name, FunctionDescriptor descriptor) {
        MemorySegment address = symbols.find(name)
                .orElseThrow(() -> new EngineStartException(
                        Reason.NATIVES_UNUSABLE,
                        "The library %s has no function %s: it is of another version. Install the libraries of this release again."
                                .formatted(file.getFileName(), name)));
        return LINKER.downcallHandle(address, descriptor);
    }

    /** A function of ours that the library can call, for as long as the process lives. */
    static MemorySegment callback(MethodHandle target, FunctionDescriptor descriptor) {
        return LINKER.upcallStub(target, descriptor, Arena.global());
    }

    /** The text at an address, up to its end mark. */
    static String text(MemorySegment address) {
        return address.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** So many bytes at an address. */
    static MemorySegment view(MemorySegment address, long bytes) {
        return address.reinterpret(bytes);
    }

    /** Calls; native functions throw nothing, so whatever is thrown is a mistake of ours or of the virtual machine. */
    static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("a native call threw", thrown);
        }
    }

    /** Calls what has no result. */
    static void run(Run run) {
        NativeLibrary.<Boolean>call(() -> {
            run.run();
            return true;
        });
    }
}
