package dev.llmaas.inference.llama;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The memory of this machine, or of the container that this process may use. */
final class MachineMemory {
    private static final Path ROOT = Path.of("/");
    private static final String FIGURES = "proc/meminfo";
    private static final String AVAILABLE = "MemAvailable:";
    private static final long KIB = 1024;
    /** More digits than these overflow. */
    private static final int MAX_DIGITS = 18;

    /**
     * Where Linux keeps the limits of a container, see its cgroup-v2.rst and cgroup-v1/memory.rst.
     *
     * @param line how the line of a process begins that names its group
     * @param folder where the groups lie
     * @param reclaimable what a group holds of files that nobody has used lately
     */
    private record Groups(String line, String folder, String limit, String used, String reclaimable) {
        static final List<Groups> ALL = List.of(
                new Groups("0::", "sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"),
                new Groups(
                        ":memory:",
                        "sys/fs/cgroup/memory",
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "total_inactive_file"));
    }

    private MachineMemory() {}

    /** What is there, and what a program could get now: what is free and what the system would give up for it. */
    static Device.Memory now() {
        return in(ROOT);
    }

    /** The same as the files below a folder tell it. */
    static Device.Memory in(Path root) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        long free = figure(root.resolve(FIGURES), AVAILABLE).stream()
                .map(kib -> kib * KIB)
                .findFirst()
                .orElseGet(system::getFreeMemorySize);
        Device.Memory memory = new Device.Memory(Math.min(total, free), total);
        for (Groups groups : Groups.ALL) {
            memory = within(memory, root, groups);
        }
        return memory;
    }

    /** A group may use no more than any of those around it. */
    private static Device.Memory within(Device.Memory machine, Path root, Groups groups) {
        Path folder = root.resolve(groups.folder());
        Path group = folder;
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            int at = line.indexOf(groups.line());
            if (at >= 0) {
                String name = line.substring(at + groups.line().length()).replaceFirst("^/+", "");
                Path own = folder.resolve(name).normalize();
                // A process in a container may be told the name that its group has outside.
                group = own.startsWith(folder) && Files.isDirectory(own) ? own : folder;
            }
        }
        Device.Memory memory = machine;
        for (Path around = group; around != null && around.startsWith(folder); around = around.getParent()) {
            OptionalLong limit = figure(around.resolve(groups.limit()), "");
            OptionalLong used = figure(around.resolve(groups.used()), "");
            if (limit.isPresent() && used.isPresent()) {
                long reclaimable = figure(around.resolve("memory.stat"), groups.reclaimable() + " ")
                        .orElse(0);
                long left = Math.max(0, limit.getAsLong() - used.getAsLong() + reclaimable);
                memory = new Device.Memory(Math.min(memory.free(), left), Math.min(memory.total(), limit.getAsLong()));
            }
        }
        return memory;
    }

    /** The number of the first line that begins so; empty if there is none, as where there is no limit. */
    private static OptionalLong figure(Path file, String begin) {
        for (String line : lines(file)) {
            String digits = line.startsWith(begin) ? line.replaceAll("\\D", "") : "";
            if (!digits.isEmpty()) {
                return OptionalLong.of(digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits));
            }
        }
        return OptionalLong.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException gone) {
            return List.of(); // groups come and go
        }
    }
}
