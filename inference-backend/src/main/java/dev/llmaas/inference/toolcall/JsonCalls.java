package dev.llmaas.inference.toolcall;

import dev.llmaas.api.WireJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One call as a JSON object, or a list of them: a name, and arguments that are an object, the text of one, or nothing. The
 * keys may come in any order; other keys pass.
 */
final class JsonCalls implements CallForm {
    private static final Set<String> NAME_KEYS = Set.of("name", "function");
    private static final Set<String> ARGUMENT_KEYS = Set.of("arguments", "parameters");
    private static final String NO_ARGUMENTS = "{}";

    private final Calls calls;
    private final boolean argumentsNeeded;
    private final boolean several;
    private final StringBuilder token = new StringBuilder();
    private State state = State.BEFORE;
    private boolean list;
    private JsonScan scan = new JsonScan();
    private ArgumentScan argumentScan = new ArgumentScan();
    private Value value = Value.OTHER;

    // Of the object that is being read.
    private String key = "";
    private @Nullable String name;
    private @Nullable String arguments;
    private boolean begun;
    private boolean complete;

    private enum State {
        BEFORE,
        ITEM,
        KEY_OR_END,
        KEY,
        IN_KEY,
        COLON,
        BEFORE_VALUE,
        VALUE,
        AFTER_VALUE,
        AFTER_ITEM
    }

    private enum Value {
        NAME,
        /** Arguments that leave as they come. */
        STREAMED,
        /** Arguments that wait: for the name, or because they are the text of JSON. */
        HELD,
        OTHER
    }

    /**
     * A form.
     *
     * @param argumentsNeeded whether an object without arguments is no call: where no mark says that it is one
     * @param several whether a list may hold more than one
     */
    JsonCalls(Calls calls, boolean argumentsNeeded, boolean several) {
        this.calls = calls;
        this.argumentsNeeded = argumentsNeeded;
        this.several = several;
    }

    @Override
    public boolean whole() {
        return complete;
    }

    @Override
    public @Nullable String named() {
        return begun ? null : name;
    }

    @Override
    public Step feed(char letter) {
        return switch (state) {
            case IN_KEY -> inKey(letter);
            case VALUE -> value(letter);
            case BEFORE, ITEM, KEY_OR_END, KEY, COLON, BEFORE_VALUE, AFTER_VALUE, AFTER_ITEM ->
                JsonScan.isSpace(letter) ? Step.MORE : between(letter);
        };
    }

    private Step between(char letter) {
        return switch (state) {
            case BEFORE -> {
                if (letter == '[' && !list) {
                    list = true;
                    yield go(State.ITEM);
                }
                yield object(letter);
            }
            case ITEM -> object(letter);
            case KEY_OR_END, KEY -> key(letter);
            case COLON -> letter == ':' ? go(State.BEFORE_VALUE) : Step.BAD;
            case BEFORE_VALUE -> beginValue(letter);
            case AFTER_VALUE -> letter == ',' ? go(State.KEY) : letter == '}' ? endObject() : Step.BAD;
            default -> letter == ',' && several ? go(State.ITEM) : letter == ']' ? Step.END : Step.BAD;
        };
    }

    private Step go(State next) {
        state = next;
        return Step.MORE;
    }

    private Step object(char letter) {
        if (letter != '{') {
            return Step.BAD;
        }
        name = null;
        arguments = null;
        begun = false;
        complete = false;
        return go(State.KEY_OR_END);
    }

    private Step key(char letter) {
        if (letter != '"') {
            return Step.BAD;
        }
        scan = new JsonScan();
        token.setLength(0);
        state = State.IN_KEY;
        return inKey(letter);
    }

    private Step inKey(char letter) {
        token.append(letter);
        return switch (scan.feed(letter)) {
            case DONE -> {
                String text = string(token.toString());
                key = text == null ? "" : text;
                yield text == null ? Step.BAD : go(State.COLON);
            }
            case MORE -> Step.MORE;
            case BEFORE, BAD -> Step.BAD;
        };
    }

    private Step beginValue(char letter) {
        scan = new JsonScan();
        argumentScan = new ArgumentScan();
        token.setLength(0);
        value = kind(letter);
        if (value == Value.STREAMED) {
            begin();
        }
        state = State.VALUE;
        return value(letter);
    }

    private Value kind(char letter) {
        if (NAME_KEYS.contains(key) && name == null && letter == '"') {
            return Value.NAME;
        }
        if (!ARGUMENT_KEYS.contains(key) || arguments != null || begun) {
            return Value.OTHER;
        }
        return letter == '{' && name != null ? Value.STREAMED : Value.HELD;
    }

    private void begin() {
        begun = true;
        calls.begin(String.valueOf(name));
    }

    private Step value(char letter) {
        JsonScan.Step step =
                value == Value.OTHER || value == Value.NAME ? scan.feed(letter) : argumentScan.feed(letter);
        if (step == JsonScan.Step.BAD) {
            return Step.BAD;
        }
        if (step == JsonScan.Step.BEFORE) {
            // A number ended, and it is no name and no arguments.
            state = State.AFTER_VALUE;
            return value == Value.HELD ? Step.BAD : feed(letter);
        }
        switch (value) {
            case NAME -> token.append(letter);
            case HELD -> token.append(argumentScan.written());
            case STREAMED -> calls.arguments(argumentScan.written());
            case OTHER -> {}
        }
        return step == JsonScan.Step.DONE ? endValue() : Step.MORE;
    }

    private Step endValue() {
        state = State.AFTER_VALUE;
        return switch (value) {
            case NAME -> {
                name = string(token.toString());
                if (name == null || !calls.offers(name)) {
                    name = null;
                    yield Step.BAD;
                }
                tellHeld();
                yield Step.MORE;
            }
            case STREAMED -> {
                completed();
                yield Step.MORE;
            }
            case HELD -> {
                arguments = json(token.toString());
                if (arguments == null) {
                    yield Step.BAD;
                }
                tellHeld();
                yield Step.MORE;
            }
            case OTHER -> Step.MORE;
        };
    }

    private void tellHeld() {
        if (name != null && arguments != null && !begun) {
            begin();
            calls.arguments(arguments);
            completed();
        }
    }

    private void completed() {
        complete = true;
        calls.complete();
    }

    private Step endObject() {
        if (name == null || (!begun && argumentsNeeded)) {
            return Step.BAD;
        }
        if (!begun) {
            arguments = NO_ARGUMENTS;
            tellHeld();
        }
        if (!list) {
            return Step.END;
        }
        calls.closed();
        return go(State.AFTER_ITEM);
    }

    /** The JSON of an object, whether it is there as such, within a string, or as nothing. */
    private static @Nullable String json(String text) {
        if (text.startsWith("{")) {
            return text;
        }
        if (text.equals("null")) {
            return NO_ARGUMENTS;
        }
        String inner = text.startsWith("\"") ? string(text) : null;
        if (inner == null) {
            return null;
        }
        try {
            JsonNode node = WireJson.mapper().readTree(inner);
            return node.isObject() ? inner : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static @Nullable String string(String json) {
        try {
            return WireJson.mapper().readTree(json).stringValue();
        } catch (JacksonException notJson) {
            return null;
        }
    }
}
