package dev.llmaas.client.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmaas.client.internal.Limits;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the types of a record, and of those within it. Not thread-safe; lives while one schema is made. */
final class Forms {
    private final Map<Class<?>, Form.Members> records = new LinkedHashMap<>();
    private final Set<Class<?>> open = new LinkedHashSet<>();
    private final Set<Class<?>> recursive = new HashSet<>();

    /** Every record that {@code root} needs, itself too. */
    Map<Class<?>, Form.Members> of(Class<?> root) {
        nested(root, root.getSimpleName());
        requireEnds();
        return records;
    }

    /** The records that contain themselves. */
    Set<Class<?>> recursive() {
        return recursive;
    }

    private Form nested(Class<?> type, String path) {
        if (open.contains(type)) {
            recursive.add(type);
        } else if (!records.containsKey(type)) {
            open.add(type);
            records.put(type, members(type, path));
            open.remove(type);
        }
        return new Form.Nested(type);
    }

    private Form.Members members(Class<?> type, String path) {
        RecordComponent[] components = type.getRecordComponents();
        List<Form.Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RecordComponent component : components) {
            String at = path + "." + component.getName();
            String name = name(component.getAccessor(), component.getName());
            if (!names.add(name)) {
                throw refused(at, "has the name " + name + ", as another one has.");
            }
            members.add(new Form.Member(name, description(component), form(component, at)));
        }
        return new Form.Members(constructor(type, components, path), description(type), List.copyOf(members), path);
    }

    private Form form(RecordComponent component, String path) {
        Form form = form(component.getAnnotatedType(), path);
        boolean nullable = isNullable(component) || isNullable(component.getAnnotatedType());
        return nullable && !(form instanceof Form.Maybe) ? new Form.Maybe(form, false) : form;
    }

    private Form form(AnnotatedType annotated, String path) {
        Type type = annotated.getType();
        if (annotated instanceof AnnotatedParameterizedType generic && type instanceof ParameterizedType shape) {
            AnnotatedType of = generic.getAnnotatedActualTypeArguments()[0];
            if (shape.getRawType() == Optional.class) {
                return optional(form(of, path), path);
            }
            if (shape.getRawType() == List.class) {
                Form item = form(of, path + "[]");
                return new Form.Many(
                        isNullable(of) && !(item instanceof Form.Maybe) ? new Form.Maybe(item, false) : item);
            }
        }
        if (!(type instanceof Class<?> plain)) {
            throw refused(path, "is %s. %s".formatted(type.getTypeName(), advice(raw(type))));
        }
        Optional<Leaf> leaf = Leaf.of(plain);
        if (leaf.isPresent()) {
            return new Form.Single(leaf.get());
        }
        if (plain.isEnum()) {
            return choice(plain, path);
        }
        if (plain.isRecord()) {
            return nested(plain, path);
        }
        throw refused(path, "is %s. %s".formatted(plain.getTypeName(), advice(plain)));
    }

    private static Form optional(Form some, String path) {
        if (some instanceof Form.Maybe) {
            throw refused(path, "may be absent in two ways. Use one Optional.");
        }
        return new Form.Maybe(some, true);
    }

    private static Form choice(Class<?> type, String path) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (constants.put(name(field(type, name), name), constant) != null) {
                throw refused(path, "has an enum with two constants of one name.");
            }
        }
        if (constants.isEmpty() || constants.size() > Limits.SCHEMA_CHOICES_MAX) {
            throw refused(
                    path,
                    "has an enum with %,d constants. 1 to %,d are possible."
                            .formatted(constants.size(), Limits.SCHEMA_CHOICES_MAX));
        }
        return new Form.Choice(constants, description(type));
    }

    private static AnnotatedElement field(Class<?> type, String name) {
        try {
            return type.getField(name);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException("every constant of an enum is a field", impossible);
        }
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components, String path) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            if (!constructor.trySetAccessible()) {
                throw refused(path, "cannot be made here. Open its package to the SDK.");
            }
            return constructor;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException("every record has a canonical constructor", impossible);
        }
    }

    /** Refuses records of which no value ends: each would need another one inside. */
    private void requireEnds() {
        Set<Class<?>> ending = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<Class<?>, Form.Members> entry : records.entrySet()) {
                boolean ends = entry.getValue().members().stream()
                        .allMatch(member ->
                                !(member.form() instanceof Form.Nested(Class<?> type)) || ending.contains(type));
                more |= ends && ending.add(entry.getKey());
            }
        }
        records.forEach((type, members) -> {
            if (!ending.contains(type)) {
                throw refused(members.path(), "contains itself without end. Make it a List, an Optional or @Nullable.");
            }
        });
    }

    private static String name(AnnotatedElement element, String standard) {
        JsonProperty renamed = element.getAnnotation(JsonProperty.class);
        return renamed == null || renamed.value().isEmpty() ? standard : renamed.value();
    }

    private static @Nullable String description(AnnotatedElement element) {
        Description description = element.getAnnotation(Description.class);
        return description == null ? null : description.value();
    }

    /** Whoever's annotation it is: JSpecify's, Jakarta's, Spring's. */
    private static boolean isNullable(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType shape && shape.getRawType() instanceof Class<?> raw
                ? raw
                : Object.class;
    }

    private static String advice(Class<?> type) {
        if (Map.class.isAssignableFrom(type)) {
            return "A strict schema names all keys: use a record, or a List of records.";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "Use a List of one known type.";
        }
        if (Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class).contains(type)) {
            return "Use an Optional of a number.";
        }
        return "Possible are texts, numbers, booleans, enums, LocalDate, Instant, UUID, records, and Lists and Optionals of them.";
    }

    private static IllegalArgumentException refused(String path, String why) {
        return new IllegalArgumentException("%s %s".formatted(path, why));
    }
}
