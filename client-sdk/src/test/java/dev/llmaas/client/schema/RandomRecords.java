package dev.llmaas.client.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Records that nobody wrote, and values of them. */
final class RandomRecords {
    private static final List<String> LEAVES = List.of(
            "String",
            "Integer",
            "Long",
            "Short",
            "Byte",
            "Double",
            "Float",
            "Boolean",
            "BigDecimal",
            "BigInteger",
            "LocalDate",
            "Instant",
            "UUID",
            "Colour");
    private static final List<String> PRIMITIVES =
            List.of("int", "long", "short", "byte", "double", "float", "boolean");
    private static final int DEPTH_MAX = 5;

    private final SplittableRandom random;

    RandomRecords(SplittableRandom random) {
        this.random = random;
    }

    /** Writes and compiles so many records. */
    List<Class<? extends Record>> types(int count, Path place) {
        StringBuilder source = new StringBuilder(
                "import java.math.*;\nimport java.time.*;\nimport java.util.*;\nimport org.jspecify.annotations.Nullable;\n");
        source.append("class Made {\n    enum Colour { RED, GREEN, BLUE }\n");
        for (int i = 0; i < count; i++) {
            List<String> components = new ArrayList<>();
            for (int c = random.nextInt(6); c > 0; c--) {
                components.add(type(i, true) + " c" + c);
            }
            source.append("    record R%d(%s) {}%n".formatted(i, String.join(", ", components)));
        }
        return compiled(source.append("}\n").toString(), count, place);
    }

    private String type(int record, boolean outermost) {
        int kind = random.nextInt(10);
        if (outermost && kind < 2) {
            return PRIMITIVES.get(random.nextInt(PRIMITIVES.size()));
        }
        return switch (kind) {
            case 2, 3 -> "List<%s>".formatted(type(record, false));
            case 4 -> outermost ? "Optional<%s>".formatted(some(record)) : some(record);
            case 5 -> "@Nullable " + some(record);
            case 6 -> "List<R%d>".formatted(random.nextInt(record + 1)); // perhaps itself
            case 7 -> record == 0 ? "String" : "R" + random.nextInt(record);
            default -> some(record);
        };
    }

    private String some(int record) {
        return random.nextInt(4) == 0 && record > 0
                ? "R" + random.nextInt(record)
                : LEAVES.get(random.nextInt(LEAVES.size()));
    }

    private static List<Class<? extends Record>> compiled(String source, int count, Path place) {
        try {
            Path file = Files.writeString(place.resolve("Made.java"), source);
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-d",
                            place.toString(),
                            file.toString());
            if (status != 0) {
                throw new AssertionError("does not compile:\n" + source);
            }
            List<Class<? extends Record>> types = new ArrayList<>();
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {place.toUri().toURL()})) {
                loader.loadClass("Made"); // all are loaded before it closes
                loader.loadClass("Made$Colour");
                for (int i = 0; i < count; i++) {
                    types.add(loader.loadClass("Made$R" + i).asSubclass(Record.class));
                }
            }
            return types;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (ClassNotFoundException missing) {
            throw new AssertionError(missing);
        }
    }

    /** A value of a record. */
    Record value(Class<?> type, int depth) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return (Record) constructor.newInstance(Arrays.stream(components)
                    .map(component -> value(component.getAnnotatedType(), depth))
                    .toArray());
        } catch (ReflectiveOperationException broken) {
            throw new AssertionError(broken);
        }
    }

    private @Nullable Object value(AnnotatedType type, int depth) {
        if (type.isAnnotationPresent(Nullable.class) && (depth > DEPTH_MAX || random.nextInt(3) == 0)) {
            return null;
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType of = generic.getAnnotatedActualTypeArguments()[0];
            boolean optional = type.getType().getTypeName().startsWith("java.util.Optional");
            List<Object> values = new ArrayList<>();
            for (int i = depth > DEPTH_MAX ? 0 : random.nextInt(optional ? 2 : 3); i > 0; i--) {
                values.add(value(of, depth + 1));
            }
            return optional ? values.stream().findFirst() : values;
        }
        Class<?> plain = (Class<?>) type.getType();
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        return plain.isRecord() ? value(plain, depth + 1) : leaf(plain.getTypeName());
    }

    private Object leaf(String type) {
        return switch (type) {
            case "java.lang.String" ->
                random.ints(random.nextInt(5), ' ', 0x2000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case "int", "java.lang.Integer" -> random.nextInt();
            case "long", "java.lang.Long" -> random.nextLong();
            case "short", "java.lang.Short" -> (short) random.nextInt();
            case "byte", "java.lang.Byte" -> (byte) random.nextInt();
            case "double", "java.lang.Double" -> random.nextDouble(-1e9, 1e9);
            case "float", "java.lang.Float" -> (float) random.nextDouble(-1e9, 1e9);
            case "boolean", "java.lang.Boolean" -> random.nextBoolean();
            case "java.math.BigDecimal" -> BigDecimal.valueOf(random.nextLong(), random.nextInt(-5, 30));
            case "java.math.BigInteger" -> BigInteger.valueOf(random.nextLong()).pow(3);
            case "java.time.LocalDate" -> LocalDate.ofEpochDay(random.nextInt(-200_000, 200_000));
            case "java.time.Instant" -> Instant.ofEpochMilli(random.nextLong(0, 4_000_000_000_000L));
            case "java.util.UUID" ->
                new UUID(random.nextLong() & ~0xf000L | 0x4000, random.nextLong() >>> 2 | 1L << 63);
            default -> throw new IllegalStateException(type);
        };
    }

    /** Whatever may stand where something else was; no empty object, which counts as a record whose components may be absent. */
    String anything() {
        return List.of(
                        "null",
                        "true",
                        "\"RED\"",
                        "\"x\"",
                        "7",
                        "7.0",
                        "-1.5",
                        "1e10",
                        "300",
                        "[]",
                        "[null]",
                        "\"2026-01-31\"")
                .get(random.nextInt(12));
    }
}
