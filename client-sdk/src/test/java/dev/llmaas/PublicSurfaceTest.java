package dev.llmaas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorCode;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What this module promises, as text. What comes into the surface stays there, so a change must be seen: run this test
 * with {@code -Dapi.write=true} to accept one, and show the difference of {@code api.txt} to whoever reviews.
 */
class PublicSurfaceTest {
    private static final Path FILE = Path.of("api.txt");
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    @Test
    void thePublicSurfaceIsTheOneWrittenDown() throws Exception {
        String surface = exportedTypes().map(PublicSurfaceTest::describe).collect(Collectors.joining("\n"));

        if (Boolean.getBoolean("api.write")) {
            Files.writeString(FILE, surface);
        }

        assertThat(surface)
                .as("the surface changed; -Dapi.write=true accepts it")
                .isEqualTo(Files.readString(FILE));
    }

    private static Stream<Class<?>> exportedTypes() throws IOException, URISyntaxException {
        Path classes = Path.of(ErrorCode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> names = files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.').replace('\\', '.'))
                    .filter(name -> !name.contains(".internal."))
                    .sorted()
                    .toList();
            return names.stream().<Class<?>>map(PublicSurfaceTest::load).filter(PublicSurfaceTest::isVisible);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static String describe(Class<?> type) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String parents = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(Type::getTypeName)
                .filter(name -> !name.startsWith("java.lang.Object")
                        && !name.startsWith("java.lang.Record")
                        && !name.startsWith("java.lang.Enum"))
                .collect(Collectors.joining(", "));
        String members = Stream.of(
                        Arrays.stream(type.getDeclaredFields())
                                .filter(field -> isPromised(field.getModifiers(), field.isSynthetic()))
                                .map(PublicSurfaceTest::describe),
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(made -> isPromised(made.getModifiers(), made.isSynthetic()))
                                .map(PublicSurfaceTest::describe),
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(method -> isPromised(method.getModifiers(), method.isSynthetic()))
                                .filter(method -> !OF_EVERY_OBJECT.contains(method.getName()))
                                .map(PublicSurfaceTest::describe))
                .flatMap(lines -> lines)
                .sorted()
                .map(line -> "  " + line + "\n")
                .collect(Collectors.joining());
        return "%s %s%s\n%s".formatted(kind, type.getName(), parents.isEmpty() ? "" : " : " + parents, members);
    }

    private static boolean isPromised(int modifiers, boolean synthetic) {
        return !synthetic && (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers));
    }

    private static String describe(Field field) {
        return "%s%s %s"
                .formatted(statics(field.getModifiers()), field.getGenericType().getTypeName(), field.getName());
    }

    private static String describe(Constructor<?> made) {
        return "new(%s)".formatted(parameters(made));
    }

    private static String describe(Method method) {
        return "%s%s %s(%s)%s"
                .formatted(
                        statics(method.getModifiers()),
                        method.getGenericReturnType().getTypeName(),
                        method.getName(),
                        parameters(method),
                        Arrays.stream(method.getExceptionTypes())
                                .map(type -> " throws " + type.getName())
                                .collect(Collectors.joining()));
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameters())
                .map(Parameter::getParameterizedType)
                .map(Type::getTypeName)
                .collect(Collectors.joining(", "));
    }

    private static String statics(int modifiers) {
        return Modifier.isStatic(modifiers) ? "static " : "";
    }
}
