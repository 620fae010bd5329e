package dev.llmaas.client.schema;

import dev.llmaas.client.schema.UnfitAnswerException.Reason;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes records of JSON. Keys that a record does not have are left out, and a missing one counts as null, because not every
 * engine is strict. Thread-safe.
 */
record RecordReader(Map<Class<?>, Form.Members> records) {
    Object read(Class<?> type, JsonNode json, String path) {
        Form.Members record = records.get(type);
        if (record == null) {
            throw new IllegalStateException("%s was not read".formatted(type));
        }
        if (!json.isObject()) {
            throw unfit(path, "must be an object, but is %s.".formatted(kind(json)), null);
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (Form.Member member : record.members()) {
            String at = path.isEmpty() ? member.name() : path + "." + member.name();
            JsonNode value = json.get(member.name());
            if (value == null && !(member.form() instanceof Form.Maybe)) {
                throw unfit(at, "is missing.", null);
            }
            values.add(value == null ? nothing(member.form()) : read(member.form(), value, at));
        }
        return made(record, values, path);
    }

    private static @Nullable Object nothing(Form form) {
        return form instanceof Form.Maybe(Form _, boolean optional) && optional ? Optional.empty() : null;
    }

    private @Nullable Object read(Form form, JsonNode json, String path) {
        return switch (form) {
            case Form.Single(Leaf leaf) -> {
                Object value = leaf.read(json);
                if (value == null) {
                    throw unfit(path, "must be %s, but is %s.".formatted(leaf.expected(), kind(json)), null);
                }
                yield value;
            }
            case Form.Choice choice -> constant(choice, json, path);
            case Form.Many(Form item) -> list(item, json, path);
            case Form.Maybe(Form some, boolean optional) -> {
                if (json.isNull()) {
                    yield nothing(form);
                }
                Object value = read(some, json, path);
                yield optional ? Optional.ofNullable(value) : value;
            }
            case Form.Nested(Class<?> type) -> read(type, json, path);
        };
    }

    private static Object constant(Form.Choice choice, JsonNode json, String path) {
        Object constant = json.isString() ? choice.constants().get(json.stringValue()) : null;
        if (constant == null) {
            throw unfit(
                    path,
                    "must be one of %s, but is %s."
                            .formatted(String.join(", ", choice.constants().keySet()), kind(json)),
                    null);
        }
        return constant;
    }

    private List<@Nullable Object> list(Form item, JsonNode json, String path) {
        if (!json.isArray()) {
            throw unfit(path, "must be a list, but is %s.".formatted(kind(json)), null);
        }
        List<@Nullable Object> items = new ArrayList<>(json.size());
        for (JsonNode value : json) {
            items.add(read(item, value, "%s[%d]".formatted(path, items.size())));
        }
        return Collections.unmodifiableList(items); // List.copyOf takes no nulls, which the record may allow
    }

    private static Object made(Form.Members record, List<@Nullable Object> values, String path) {
        try {
            return record.constructor().newInstance(values.toArray());
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Error ours) {
                throw ours;
            }
            String name = record.constructor().getDeclaringClass().getSimpleName();
            throw unfit(path, "is refused by %s itself.".formatted(name), thrown.getCause());
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException("its constructor was made accessible", impossible);
        }
    }

    private static String kind(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> "another text";
            case NUMBER -> "another number";
            default -> json.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static UnfitAnswerException unfit(String path, String why, @Nullable Throwable cause) {
        return new UnfitAnswerException(
                Reason.OTHER_FORM, path, "%s %s".formatted(path.isEmpty() ? "The answer" : path, why), cause);
    }
}
