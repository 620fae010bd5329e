package dev.llmaas.platform;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the platform needs to know of the machine that it runs on, to start runners there.
 *
 * @param java the program {@code java}
 * @param classPath where the classes of the runner are
 * @param runnerCache the ahead-of-time cache of these classes; null for none
 * @param name what the machine is called
 */
public record Machine(Path java, String classPath, @Nullable Path runnerCache, String name) {}
