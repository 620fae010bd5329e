package dev.llmaas.inference.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first error that the native library reported since the last {@link #clear}: it names the cause, those after it only
 * say that something failed. Nothing goes to the log of the process, because the library names files. Thread-safe: the
 * library reports from any of its threads.
 */
final class NativeLog {
    /** ggml's number for errors; lower ones are warnings and news, 5 continues the line before. */
    private static final int ERROR = 4;

    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    /** The address that the library reports to. */
    MemorySegment callback() {
        try {
            MethodHandle target = MethodHandles.lookup()
                    .findVirtual(
                            NativeLog.class,
                            "onLine",
                            MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            return NativeLibrary.callback(target.bindTo(this), FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS));
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a method of this class is not there", impossible);
        }
    }

    /** Called by the library. Must not throw: that would end the process. */
    void onLine(int level, MemorySegment line, MemorySegment unused) {
        add(level, NativeLibrary.text(line));
    }

    void add(int level, String line) {
        if (level == ERROR && !line.isBlank()) {
            first.compareAndSet(null, line.strip());
        }
    }

    void clear() {
        first.set(null);
    }

    /** What the library said, if anything. */
    Optional<String> error() {
        return Optional.ofNullable(first.get());
    }
}
