package dev.llmaas.inference.runner;

import dev.llmaas.inference.EngineSpec;
import java.net.URI;
import java.nio.file.Path;

/** Starts processes with the JVM and the class path of the test itself. */
public final class TestLaunch {
    /** The launcher of this JVM. */
    public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** The class path of this JVM. */
    public static final String CLASS_PATH = System.getProperty("java.class.path");

    private TestLaunch() {}

    public static EngineSpec scripted(String query, int slots) {
        return new EngineSpec(URI.create("scripted:///?" + query), "m", slots, 0, 0, null);
    }

    static RunnerProcess.Launch launch() {
        return new RunnerProcess.Launch(JAVA, CLASS_PATH);
    }

    /** Whether a process of this id exists, also as a zombie. */
    public static boolean exists(long pid) {
        return Path.of("/proc", Long.toString(pid)).toFile().exists();
    }
}
