package dev.llmaas.inference.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory processes take. */
final class ProcessMemory {
    private static final String RESIDENT = "VmRSS:";
    private static final String OWN = "RssAnon:";
    private static final long KIB = 1024;

    private ProcessMemory() {}

    /** Resident memory of a process in bytes; 0 where the system does not tell. */
    static long residentBytes(long pid) {
        return bytes(pid, RESIDENT);
    }

    /** Resident memory that a process shares with no other, in bytes; 0 where the system does not tell. */
    static long ownBytes(long pid) {
        return bytes(pid, OWN);
    }

    private static long bytes(long pid, String key) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
                }
            }
        } catch (IOException gone) {
            return 0;
        }
        return 0;
    }
}
