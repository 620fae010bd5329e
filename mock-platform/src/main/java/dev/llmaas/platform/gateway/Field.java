package dev.llmaas.platform.gateway;

import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.WireText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value of a request that was read as a tree, and its path. What is wrong with it is told by the path, never by the
 * value. Immutable.
 *
 * @param node the value; missing or null if the request lacks it
 * @param path where it stands, {@code input[2].content}; empty for the body
 */
record Field(JsonNode node, String path) implements Supplier<String> {
    /** The body of a request. */
    static Field body(JsonNode root) {
        Field body = new Field(root, "");
        if (!root.isObject()) {
            throw body.refused("must be a JSON object");
        }
        return body;
    }

    /** A field of an object. */
    Field get(String name) {
        return new Field(node.path(name), path.isEmpty() ? name : path + "." + name);
    }

    @Override
    public String get() {
        return path;
    }

    /** Whether the request lacks it; null counts as that. */
    boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    boolean isText() {
        return node.isString();
    }

    boolean isList() {
        return node.isArray();
    }

    boolean isObject() {
        return node.isObject();
    }

    /** The entries of a list; none if the request lacks it. */
    List<Field> entries() {
        if (absent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw refused("must be a list");
        }
        List<Field> entries = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            entries.add(new Field(node.get(i), path + "[" + i + "]"));
        }
        return entries;
    }

    /** An object. */
    Field object() {
        if (!node.isObject()) {
            throw refused("must be an object");
        }
        return this;
    }

    /** A text of characters that every engine can read. */
    String text() {
        if (!node.isString()) {
            throw refused("must be a text");
        }
        String text = node.stringValue();
        WireText.check(this, text);
        return text;
    }

    /** A text, or null if the request lacks it. */
    @Nullable
    String textOrNull() {
        return absent() ? null : text();
    }

    /** One of these words. */
    String oneOf(List<String> words) {
        if (!node.isString() || !words.contains(node.stringValue())) {
            throw refused("must be " + (words.size() == 1 ? "" : "one of ") + String.join(", ", words));
        }
        return node.stringValue();
    }

    /** The name of a function or a form. */
    String name() {
        if (!node.isString() || !ToolRules.NAME.matcher(node.stringValue()).matches()) {
            throw refused("must have 1 to 64 letters, digits, underscores or dashes");
        }
        return node.stringValue();
    }

    /** True or false; false if the request lacks it. */
    boolean flag() {
        if (absent()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw refused("must be true or false");
        }
        return node.booleanValue();
    }

    /** A whole number. */
    long whole(long min, long max) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw refused("must be a whole number from %d to %d".formatted(min, max));
        }
        return node.longValue();
    }

    /** A number. */
    double number(int min, int max) {
        if (!node.isNumber() || node.doubleValue() < min || node.doubleValue() > max) {
            throw refused("must be a number from %d to %d".formatted(min, max));
        }
        return node.doubleValue();
    }

    /** The refusal of this value. */
    PlatformException refused(String rule) {
        return path.isEmpty()
                ? new PlatformException(dev.llmaas.api.ErrorCode.INVALID_REQUEST, "The body " + rule + ".")
                : BodyWalk.refused(path, rule);
    }

    @Override
    public String toString() {
        return "Field[" + path + "]";
    }
}
