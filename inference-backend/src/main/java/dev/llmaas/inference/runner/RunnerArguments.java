package dev.llmaas.inference.runner;

import dev.llmaas.inference.EngineSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a runner. It holds nothing secret: every user of the machine can read it.
 *
 * @param engine what to load
 * @param node what this machine is called
 */
public record RunnerArguments(EngineSpec engine, String node) {
    private static final String URI_OPTION = "--uri";
    private static final String NAME_OPTION = "--name";
    private static final String SLOTS_OPTION = "--slots";
    private static final String CONTEXT_OPTION = "--context";
    private static final String THREADS_OPTION = "--threads";
    private static final String GPU_LAYERS_OPTION = "--gpu-layers";
    private static final String DEVICE_OPTION = "--device";
    private static final String NATIVES_OPTION = "--natives";
    private static final String NODE_OPTION = "--node";

    /** The words of the command line. */
    public List<String> toWords() {
        List<String> words = new ArrayList<>(List.of(
                URI_OPTION,
                engine.uri().toString(),
                NAME_OPTION,
                engine.name(),
                SLOTS_OPTION,
                Integer.toString(engine.slots()),
                CONTEXT_OPTION,
                Integer.toString(engine.contextTokens()),
                THREADS_OPTION,
                Integer.toString(engine.threads()),
                GPU_LAYERS_OPTION,
                Integer.toString(engine.place().gpuLayers()),
                NODE_OPTION,
                node));
        if (!engine.place().device().isEmpty()) {
            words.add(DEVICE_OPTION);
            words.add(engine.place().device());
        }
        if (engine.natives() != null) {
            words.add(NATIVES_OPTION);
            words.add(engine.natives().toString());
        }
        return words;
    }

    /**
     * Reads the words of a command line.
     *
     * @throws IllegalArgumentException if an option is missing, unknown, without a value or out of its bounds
     */
    public static RunnerArguments of(List<String> words) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException("The option %s needs a value.".formatted(words.get(i)));
            }
            options.put(words.get(i), words.get(i + 1));
        }
        EngineSpec engine = new EngineSpec(
                URI.create(required(options, URI_OPTION)),
                required(options, NAME_OPTION),
                number(options, SLOTS_OPTION, 0),
                number(options, CONTEXT_OPTION, 0),
                number(options, THREADS_OPTION, 0),
                path(options.remove(NATIVES_OPTION)),
                new EngineSpec.Place(
                        number(options, GPU_LAYERS_OPTION, EngineSpec.Place.ANY.gpuLayers()),
                        text(options.remove(DEVICE_OPTION))));
        String node = required(options, NODE_OPTION);
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("A runner has no option %s.".formatted(options.keySet()));
        }
        return new RunnerArguments(engine, node);
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("The option %s is missing.".formatted(name));
        }
        return value;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        String value = options.remove(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "The option %s must be a whole number, not %s.".formatted(name, value), notANumber);
        }
    }

    private static @Nullable Path path(@Nullable String value) {
        return value == null ? null : Path.of(value);
    }
}
