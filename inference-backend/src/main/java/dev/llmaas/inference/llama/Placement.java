package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a model computes: on a device, with so many of its layers there.
 *
 * @param library knows the device
 * @param device the device that computes most
 * @param chosen whether somebody asked for that device; otherwise the library may use others too
 * @param gpuLayers layers on a graphics processor, negative for all
 */
record Placement(LlamaLibrary library, Device device, boolean chosen, int gpuLayers) {
    private static final String CPU = "cpu";

    /**
     * The place that a specification asks for.
     *
     * @throws EngineStartException if this machine has no such device; it names those that it has
     */
    static Placement of(LlamaLibrary library, EngineSpec.Place place) {
        List<Device> devices = library.devices().devices();
        Optional<Device> processor =
                devices.stream().filter(device -> !device.gpu()).findFirst();
        Optional<Device> graphics = devices.stream().filter(Device::gpu).findFirst();
        if (place.device().isEmpty()) {
            boolean onGraphics = place.gpuLayers() != 0 && graphics.isPresent();
            Device device = (onGraphics ? graphics : processor).orElseThrow(() -> unknown(place, devices));
            return new Placement(library, device, false, place.gpuLayers());
        }
        Device named = place.device().equalsIgnoreCase(CPU)
                ? processor.orElseThrow(() -> unknown(place, devices))
                : devices.stream()
                        .filter(device -> device.name().equalsIgnoreCase(place.device()))
                        .findFirst()
                        .orElseThrow(() -> unknown(place, devices));
        return new Placement(library, named, named.gpu(), named.gpu() ? place.gpuLayers() : 0);
    }

    private static EngineStartException unknown(EngineSpec.Place place, List<Device> devices) {
        String known = devices.stream().map(Device::name).collect(Collectors.joining(", "));
        return new EngineStartException(
                Reason.INVALID_OPTION,
                "This machine has no device %s that the engine can use; it has: %s. Install the library for it, or choose another."
                        .formatted(place.device(), known));
    }

    /** The memory of its device now. */
    Device.Memory memory() {
        return device.gpu() ? library.devices().memory(device) : MachineMemory.now();
    }

    /**
     * Makes sure that a model fits where it computes: on the device, and what is not placed there beside the processor.
     *
     * @throws EngineStartException if not; it tells both figures
     */
    void requireFits(Gguf file, MemoryNeed need) {
        if (!device.gpu() || gpuLayers < 0) {
            need.requireFits(file.fileName(), memory().free(), device.name());
            return;
        }
        MemoryNeed kept = need.besides(file, gpuLayers);
        kept.requireFits(file.fileName(), MachineMemory.now().free(), "the processor's memory");
        need.without(kept).requireFits(file.fileName(), memory().free(), device.name());
    }

    /** Its device as the load of an engine tells it. */
    EngineLoad.Device told() {
        return device.told(memory());
    }
}
