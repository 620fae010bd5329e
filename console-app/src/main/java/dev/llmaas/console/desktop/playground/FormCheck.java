package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import dev.llmaas.console.desktop.playground.SchemaCheck.Breach;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Whether an answer has the form that was asked for.
 *
 * @param pretty the answer, indented; null if it is not JSON
 * @param breaches where it breaks the schema; empty if it does not
 */
record FormCheck(@Nullable String pretty, List<Breach> breaches) {
    FormCheck {
        breaches = List.copyOf(breaches);
    }

    static FormCheck of(JsonNode schema, String answer) {
        try {
            JsonNode value = WireJson.mapper().readTree(answer);
            return new FormCheck(IndentedJson.of(value), SchemaCheck.breaches(schema, value));
        } catch (JacksonException notJson) {
            return new FormCheck(null, List.of());
        }
    }

    boolean fits() {
        return pretty != null && breaches.isEmpty();
    }
}
