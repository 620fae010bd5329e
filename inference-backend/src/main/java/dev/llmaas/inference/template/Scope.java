package dev.llmaas.inference.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables that can be seen at one place: its own, then those of the scope around it. */
final class Scope {
    private final @Nullable Scope around;
    private final Map<String, Value> values = new HashMap<>();

    Scope(@Nullable Scope around) {
        this.around = around;
    }

    /** The value of a name, undefined if there is none. */
    Value get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            Value value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Value.Undefined(name);
    }

    /** Gives a name a value, here. */
    void set(String name, Value value) {
        values.put(name, value);
    }
}
