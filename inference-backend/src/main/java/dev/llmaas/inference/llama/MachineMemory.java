package dev.llmaas.inference.llama;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this machine, or of the container that this process may use. */
final class MachineMemory {
    private static final Path FIGURES = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final long KIB = 1024;

    private MachineMemory() {}

    /** What is there, and what a program could get now: what is free and what the system would give up for it. */
    static Device.Memory now() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        return new Device.Memory(Math.min(total, available(system)), total);
    }

    private static long available(OperatingSystemMXBean system) {
        try {
            if (Files.isReadable(FIGURES)) {
                for (String line : Files.readAllLines(FIGURES)) {
                    if (line.startsWith(AVAILABLE)) {
                        return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
                    }
                }
            }
        } catch (IOException unreadable) {
            return system.getFreeMemorySize();
        }
        return system.getFreeMemorySize();
    }
}
