package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.console.Limits;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a model shall answer. What is at its default is not sent. Belongs to the FX thread. */
public final class ChatParameters {
    /** How much a model may be told to reason. */
    public static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high");

    private static final String SCHEMA_NAME = "answer";

    private final DoubleProperty temperature = new SimpleDoubleProperty(ChatCompletionRequest.DEFAULT_TEMPERATURE);
    private final DoubleProperty topP = new SimpleDoubleProperty(1);
    private final IntegerProperty maxTokens = new SimpleIntegerProperty(ChatCompletionRequest.DEFAULT_MAX_TOKENS);
    private final StringProperty seed = new SimpleStringProperty("");
    private final StringProperty stop = new SimpleStringProperty("");
    private final DoubleProperty frequencyPenalty = new SimpleDoubleProperty(0);
    private final DoubleProperty presencePenalty = new SimpleDoubleProperty(0);
    private final StringProperty effort = new SimpleStringProperty("");
    private final StringProperty tools = new SimpleStringProperty("");
    private final StringProperty schema = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<@Nullable JsonProblem> toolsProblem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable JsonProblem> schemaProblem = new ReadOnlyObjectWrapper<>();
    private TypedJson<List<JsonNode>> typedTools = TypedJson.tools("");
    private TypedJson<JsonNode> typedSchema = TypedJson.schema("");

    /** Every parameter at its default. */
    public ChatParameters() {
        tools.subscribe(text -> {
            typedTools = TypedJson.tools(text);
            toolsProblem.set(typedTools.problem());
        });
        schema.subscribe(text -> {
            typedSchema = TypedJson.schema(text);
            schemaProblem.set(typedSchema.problem());
        });
    }

    /** How freely the model chooses, 0 to 2. */
    public DoubleProperty temperatureProperty() {
        return temperature;
    }

    /** The share of likely tokens that it chooses from, over 0 to 1. */
    public DoubleProperty topPProperty() {
        return topP;
    }

    /** The longest answer, tokens. */
    public IntegerProperty maxTokensProperty() {
        return maxTokens;
    }

    /** A number that makes answers repeatable as typed; empty for none. */
    public StringProperty seedProperty() {
        return seed;
    }

    /** Texts that end the answer, one a line, four at most. */
    public StringProperty stopProperty() {
        return stop;
    }

    /** How much repeated words are avoided, -2 to 2. */
    public DoubleProperty frequencyPenaltyProperty() {
        return frequencyPenalty;
    }

    /** How much words that have occurred are avoided, -2 to 2. */
    public DoubleProperty presencePenaltyProperty() {
        return presencePenalty;
    }

    /** One of {@link #EFFORTS}, empty for the model's own. */
    public StringProperty effortProperty() {
        return effort;
    }

    /** Tools as typed, JSON; empty for none. */
    public StringProperty toolsProperty() {
        return tools;
    }

    /** Why the tools cannot be used as they are typed, or null. */
    public ReadOnlyObjectProperty<@Nullable JsonProblem> toolsProblemProperty() {
        return toolsProblem.getReadOnlyProperty();
    }

    /** The JSON schema of the answer as typed; empty for free text. */
    public StringProperty schemaProperty() {
        return schema;
    }

    /** Why the schema cannot be used as it is typed, or null. */
    public ReadOnlyObjectProperty<@Nullable JsonProblem> schemaProblemProperty() {
        return schemaProblem.getReadOnlyProperty();
    }

    /** Whether what is typed can be sent. */
    public boolean isUsable() {
        return toolsProblem.get() == null && schemaProblem.get() == null;
    }

    /** The schema that the answer shall have, or null. */
    @Nullable
    JsonNode answerSchema() {
        return typedSchema.value();
    }

    void apply(ChatCompletionRequest.Builder request) {
        request.temperature(temperature.get()).topP(topP.get()).maxTokens(maxTokens.get());
        if (seed.get().strip().matches("-?\\d{1,18}")) {
            request.seed(Long.parseLong(seed.get().strip()));
        }
        List<String> stops = stop.get()
                .lines()
                .filter(line -> !line.isEmpty())
                .limit(Limits.STOPS_MAX)
                .toList();
        if (!stops.isEmpty()) {
            request.stop(stops);
        }
        if (frequencyPenalty.get() != 0) {
            request.frequencyPenalty(frequencyPenalty.get());
        }
        if (presencePenalty.get() != 0) {
            request.presencePenalty(presencePenalty.get());
        }
        if (!effort.get().isEmpty()) {
            request.reasoningEffort(effort.get());
        }
        if (typedTools.value() != null) {
            request.tools(typedTools.value());
        }
        if (typedSchema.value() != null) {
            request.responseFormat(responseFormat(typedSchema.value()));
        }
    }

    private static JsonNode responseFormat(JsonNode schema) {
        ObjectNode format = WireJson.mapper().createObjectNode();
        format.put("type", "json_schema");
        ObjectNode named = format.putObject("json_schema");
        named.put("name", SCHEMA_NAME);
        named.put("strict", true);
        named.set("schema", schema);
        return format;
    }
}
