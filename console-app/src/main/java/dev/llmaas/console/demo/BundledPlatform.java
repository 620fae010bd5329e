package dev.llmaas.console.demo;

import dev.llmaas.console.session.LocalPlatform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The platform that came with this console.
 *
 * @param java the program {@code java} that runs the console too
 * @param jvmArguments how its virtual machine is set
 * @param classPath where its classes are; empty where the console came alone
 */
public record BundledPlatform(Path java, List<String> jvmArguments, String classPath) {
    /** Copies its list. */
    public BundledPlatform {
        jvmArguments = List.copyOf(jvmArguments);
    }

    /** Whether there is one. */
    public boolean isPresent() {
        return !classPath.isBlank();
    }

    /**
     * How to start it.
     *
     * @throws DemoException if this console came without one
     */
    public LocalPlatform.Launch launch(Path data, int port, Map<String, String> settings) {
        if (!isPresent()) {
            throw new DemoException(
                    "This console came without a platform. Start it with the launcher of the suite, llmaas demo.");
        }
        return new LocalPlatform.Launch(java, jvmArguments, classPath, data, port, settings);
    }
}
