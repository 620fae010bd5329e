package dev.llmaas.client.schema;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand at one place of a record. */
sealed interface Form {
    /** A single value. */
    record Single(Leaf leaf) implements Form {}

    /**
     * One of an enum's constants.
     *
     * @param constants the constants by their names on the wire, in their order
     */
    record Choice(Map<String, Object> constants, @Nullable String description) implements Form {}

    /** A list. */
    record Many(Form item) implements Form {}

    /**
     * Something, or null on the wire.
     *
     * @param optional whether Java has an Optional there, and not the value or null
     */
    record Maybe(Form some, boolean optional) implements Form {}

    /** A record, by its type: records may contain themselves. */
    record Nested(Class<?> type) implements Form {}

    /**
     * What a record consists of.
     *
     * @param constructor the canonical one, accessible
     * @param path where it was found first
     */
    record Members(Constructor<?> constructor, @Nullable String description, List<Member> members, String path) {}

    /**
     * A component of a record.
     *
     * @param name its name on the wire
     */
    record Member(String name, @Nullable String description, Form form) {}
}
