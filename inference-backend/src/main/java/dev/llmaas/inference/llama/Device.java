package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineLoad;
import java.lang.foreign.MemorySegment;

/**
 * A processor that llama.cpp can compute on.
 *
 * @param address what the library knows it by
 * @param name what the library calls it, for instance {@code CUDA0}
 * @param description what its maker calls it
 * @param gpu whether it is a graphics processor
 */
record Device(MemorySegment address, String name, String description, boolean gpu) {
    /** Memory of a device, in bytes. */
    record Memory(long free, long total) {}

    /** As the load of an engine tells it. */
    EngineLoad.Device told(Memory memory) {
        String label = description.isBlank() ? name : description.strip();
        return new EngineLoad.Device(label, gpu ? "gpu" : "cpu", memory.total() - memory.free(), memory.total(), 0);
    }
}
