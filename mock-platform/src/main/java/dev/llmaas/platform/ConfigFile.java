package dev.llmaas.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.ToStringSerializerBase;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads {@code platform.yaml} and what the environment says against it. Keys are written with hyphens, and one that
 * nobody knows is an error: a misspelt bound would otherwise not hold. Stateless.
 */
final class ConfigFile {
    private static final String VARIABLE_PREFIX = "LLMAAS_";
    private static final long FILE_BYTES_MAX = 1024L * 1024;

    /** Sections whose keys the environment may set. Other variables of our name belong to clients of the platform. */
    private static final List<String> SECTIONS =
            List.of("server", "tls", "sign-in", "store", "organization", "guardrails", "demo");

    /** Parts of the configuration that the environment may set as a whole. */
    private static final List<String> WHOLE = List.of("models", "data-directory");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .changeDefaultPropertyInclusion(
                    inclusion -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new DurationReader())
                    .addSerializer(Duration.class, new DurationWriter())
                    .addSerializer(Path.class, new PathWriter()))
            .build();

    private ConfigFile() {}

    /**
     * The configuration {@code otherwise}, with what the file and then the environment say instead.
     *
     * @param file the file, or null for none
     * @throws IllegalArgumentException with a sentence that names file and key, if something is wrong
     */
    static PlatformConfig read(PlatformConfig otherwise, @Nullable Path file, Map<String, String> environment) {
        Map<String, String> variables = relevant(environment);
        if (file == null && variables.isEmpty()) {
            return otherwise;
        }
        ObjectNode tree = MAPPER.valueToTree(otherwise);
        if (file != null) {
            merge(tree, parse(file));
        }
        variables.forEach((variable, value) -> set(tree, variable, value));
        try {
            return MAPPER.treeToValue(tree, PlatformConfig.class);
        } catch (JacksonException wrong) {
            throw new IllegalArgumentException(source(file, variables) + ": " + sentence(wrong), wrong);
        }
    }

    /** The configuration as lines {@code server.port: 8443}, secrets hidden. */
    static List<String> print(PlatformConfig config) {
        List<String> lines = new ArrayList<>();
        flatten("", MAPPER.valueToTree(config), lines);
        return lines;
    }

    private static void flatten(String path, JsonNode node, List<String> lines) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), lines));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                flatten("%s[%d]".formatted(path, i), node.get(i), lines);
            }
        } else {
            lines.add(path + ": " + (node.isString() ? node.stringValue() : node.toString()));
        }
    }

    private static ObjectNode parse(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IllegalArgumentException("%s is larger than 1 MiB.".formatted(file));
            }
            JsonNode content = YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build()
                    .readTree(Files.readAllBytes(file));
            if (content == null || content.isMissingNode() || content.isNull()) {
                return MAPPER.createObjectNode();
            }
            if (content instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("%s: keys and values were expected.".formatted(file));
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException("The configuration %s does not exist.".formatted(file), absent);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("The configuration %s cannot be read.".formatted(file), unreadable);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(
                    "%s: line %d cannot be read as YAML, or has a key for the second time."
                            .formatted(
                                    file,
                                    malformed.getLocation() == null
                                            ? 1
                                            : malformed.getLocation().getLineNr()),
                    malformed);
        }
    }

    /** Puts {@code above} over {@code below}; a key without a value is as good as absent. */
    private static void merge(ObjectNode below, ObjectNode above) {
        above.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode inner && below.get(entry.getKey()) instanceof ObjectNode present) {
                merge(present, inner);
            } else if (!value.isNull()) {
                below.set(entry.getKey(), value);
            }
        });
    }

    private static Map<String, String> relevant(Map<String, String> environment) {
        Map<String, String> found = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX) && !path(name).isEmpty()) {
                found.put(name, value);
            }
        });
        return found;
    }

    /** The path that a variable sets: {@code LLMAAS_SIGN_IN_PROVIDERS} is {@code [sign-in, providers]}; empty if none. */
    private static List<String> path(String variable) {
        String key = variable.substring(VARIABLE_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        if (WHOLE.contains(key)) {
            return List.of(key);
        }
        return SECTIONS.stream()
                .filter(section -> key.startsWith(section + "-"))
                .map(section -> List.of(section, key.substring(section.length() + 1)))
                .findFirst()
                .orElse(List.of());
    }

    private static void set(ObjectNode tree, String variable, String value) {
        List<String> path = path(variable);
        ObjectNode parent = path.size() == 1 ? tree : tree.withObjectProperty(path.getFirst());
        String text = value.strip();
        if (text.startsWith("[") || text.startsWith("{")) {
            try {
                parent.set(path.getLast(), new YAMLMapper().readTree(text));
            } catch (JacksonException malformed) {
                throw new IllegalArgumentException("%s cannot be read as YAML.".formatted(variable), malformed);
            }
        } else {
            parent.put(path.getLast(), value);
        }
    }

    private static String source(@Nullable Path file, Map<String, String> variables) {
        String names = String.join(", ", variables.keySet());
        if (file == null) {
            return names;
        }
        return names.isEmpty() ? file.toString() : file + " with " + names;
    }

    /** What is wrong, without values that may be secret. */
    private static String sentence(JacksonException wrong) {
        String path = wrong instanceof DatabindException databind ? path(databind) : "";
        return switch (wrong) {
            case UnrecognizedPropertyException unknown ->
                "%s is not known; known here: %s.".formatted(path, names(unknown.getKnownPropertyIds()));
            case InvalidFormatException format ->
                "%s: %s.".formatted(path, refusal(format).orElse(expected(format.getTargetType()) + " was expected"));
            default -> refusal(wrong).orElse("%s: a value of another kind was expected.".formatted(path));
        };
    }

    /** What one of our records or readers found wrong. */
    private static Optional<String> refusal(JacksonException wrong) {
        boolean isOurs = !(wrong instanceof InvalidFormatException format) || format.getTargetType() == Duration.class;
        for (Throwable cause = wrong.getCause(); isOurs && cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException refused) {
                return Optional.ofNullable(refused.getMessage());
            }
        }
        return Optional.empty();
    }

    private static String path(DatabindException wrong) {
        StringBuilder path = new StringBuilder();
        wrong.getPath().forEach(step -> {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        });
        return path.toString();
    }

    private static String names(@Nullable Collection<Object> known) {
        return known == null
                ? "nothing"
                : known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> String.valueOf(constant).toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        return type == URI.class ? "an address" : "another kind of value";
    }

    private static final class DurationReader extends FromStringDeserializer<Duration> {
        DurationReader() {
            super(Duration.class);
        }

        @Override
        protected Duration _deserialize(String value, DeserializationContext context) {
            return Durations.read(value);
        }
    }

    private static final class DurationWriter extends ToStringSerializerBase {
        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public String valueToString(Object value) {
            return Durations.text((Duration) value);
        }
    }

    /** As it was written, where Jackson would write a file URI. */
    private static final class PathWriter extends ToStringSerializerBase {
        PathWriter() {
            super(Path.class);
        }

        @Override
        public String valueToString(Object value) {
            return value.toString();
        }
    }
}
