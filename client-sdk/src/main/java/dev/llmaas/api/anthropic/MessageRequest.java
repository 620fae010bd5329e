package dev.llmaas.api.anthropic;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to {@code POST /v1/messages}. Every field but {@code model}, {@code maxTokens} and {@code messages} may be null, which
 * means the default of the service. {@code toString} shows sizes only.
 *
 * @param model the model to ask
 * @param maxTokens tokens to generate at most, from 1
 * @param messages the turns, the last one of the person
 * @param system instructions for the whole conversation
 * @param stopSequences texts that end the answer, 4 at most
 * @param temperature 0 to 1
 * @param topP 0 to 1
 * @param topK how many of the most probable tokens are weighed
 * @param tools tools that the model may call
 * @param toolChoice whether it must, may or must not call one
 * @param thinking whether it thinks first
 * @param outputConfig effort and form of the answer
 * @param metadata about the person who asks
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record MessageRequest(
        String model,
        int maxTokens,
        List<Turn> messages,
        @Nullable String system,
        @Nullable List<String> stopSequences,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable List<ToolDefinition> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable Thinking thinking,
        @Nullable Output outputConfig,
        @Nullable Metadata metadata,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** Copies its collections; an absent {@code extra} is empty. */
    public MessageRequest {
        messages = List.copyOf(messages);
        stopSequences = stopSequences == null ? null : List.copyOf(stopSequences);
        tools = tools == null ? null : List.copyOf(tools);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /**
     * A tool that the model may call.
     *
     * @param name 1 to 64 letters, digits, underscores and dashes
     * @param description tells the model what it does and when to use it, or null
     * @param inputSchema the JSON schema of what it gets
     * @param strict whether the schema is enforced; null means no
     */
    public record ToolDefinition(
            String name,
            @Nullable String description,
            JsonNode inputSchema,
            @Nullable Boolean strict) {}

    /**
     * Whether the model must, may or must not call a tool.
     *
     * @param type {@code auto}, {@code any}, {@code tool} or {@code none}
     * @param name the tool, if one must be called
     * @param disableParallelToolUse whether it may make one call at most; null means no
     */
    public record ToolChoice(
            String type, @Nullable String name, @Nullable Boolean disableParallelToolUse) {
        /** It must call one. */
        public static final ToolChoice ANY = new ToolChoice("any", null, null);
        /** It must not. */
        public static final ToolChoice NONE = new ToolChoice("none", null, null);

        /** It must call this one. */
        public static ToolChoice tool(String name) {
            return new ToolChoice("tool", name, null);
        }
    }

    /**
     * Whether a model that can think does so first.
     *
     * @param type {@code enabled}, {@code adaptive} or {@code disabled}
     * @param budgetTokens how many tokens, if enabled. The platform turns it into the effort that comes nearest
     */
    public record Thinking(String type, @Nullable Integer budgetTokens) {
        /** It thinks, up to so many tokens. */
        public static Thinking budget(int tokens) {
            return new Thinking("enabled", tokens);
        }
    }

    /**
     * Effort and form of an answer.
     *
     * @param effort {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}; null for the model's own
     * @param format the form, or null for any text
     */
    public record Output(@Nullable String effort, @Nullable Format format) {}

    /**
     * The form of an answer.
     *
     * @param type {@code json_schema}
     * @param schema the schema that is enforced
     */
    public record Format(String type, JsonNode schema) {}

    /**
     * About the person who asks.
     *
     * @param userId a name that says nothing about the person, or null
     */
    public record Metadata(@Nullable String userId) {}

    /** Starts a request of at most {@code maxTokens} tokens. */
    public static Builder builder(String model, int maxTokens) {
        return new Builder(model, maxTokens);
    }

    /** Starts a request that differs from this one. */
    public Builder toBuilder() {
        Builder builder = new Builder(model, maxTokens);
        builder.messages.addAll(messages);
        builder.system = system;
        builder.stopSequences = stopSequences;
        builder.temperature = temperature;
        builder.topP = topP;
        builder.topK = topK;
        builder.tools = tools;
        builder.toolChoice = toolChoice;
        builder.thinking = thinking;
        builder.outputConfig = outputConfig;
        builder.metadata = metadata;
        builder.extra.putAll(extra);
        return builder;
    }

    @Override
    public String toString() {
        return "MessageRequest[model=%s, %d turns]".formatted(model, messages.size());
    }

    /** Collects the fields of a request; not thread-safe. */
    public static final class Builder {
        private final String model;
        private final int maxTokens;
        private final List<Turn> messages = new ArrayList<>();
        private @Nullable String system;
        private @Nullable List<String> stopSequences;
        private @Nullable Double temperature;
        private @Nullable Double topP;
        private @Nullable Integer topK;
        private @Nullable List<ToolDefinition> tools;
        private @Nullable ToolChoice toolChoice;
        private @Nullable Thinking thinking;
        private @Nullable Output outputConfig;
        private @Nullable Metadata metadata;
        private final Map<String, JsonNode> extra = new LinkedHashMap<>();

        private Builder(String model, int maxTokens) {
            this.model = model;
            this.maxTokens = maxTokens;
        }

        /** Adds a turn. */
        public Builder turn(Turn turn) {
            messages.add(turn);
            return this;
        }

        /** Adds a turn of the person. */
        public Builder user(String text) {
            return turn(Turn.user(text));
        }

        /** Sets the instructions for the whole conversation. */
        public Builder system(String value) {
            system = value;
            return this;
        }

        /** Sets the texts that end the answer. */
        public Builder stopSequences(List<String> value) {
            stopSequences = List.copyOf(value);
            return this;
        }

        /** Sets the temperature, 0 to 1. */
        public Builder temperature(double value) {
            temperature = value;
            return this;
        }

        /** Sets the nucleus, 0 to 1. */
        public Builder topP(double value) {
            topP = value;
            return this;
        }

        /** Sets how many of the most probable tokens are weighed. */
        public Builder topK(int value) {
            topK = value;
            return this;
        }

        /** Sets the tools that the model may call. */
        public Builder tools(List<ToolDefinition> value) {
            tools = List.copyOf(value);
            return this;
        }

        /** Sets whether it must, may or must not call one; null for the default. */
        public Builder toolChoice(@Nullable ToolChoice value) {
            toolChoice = value;
            return this;
        }

        /** Sets whether it thinks first. */
        public Builder thinking(Thinking value) {
            thinking = value;
            return this;
        }

        /** Sets how much effort it makes: {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}. */
        public Builder effort(String value) {
            outputConfig = new Output(value, outputConfig == null ? null : outputConfig.format());
            return this;
        }

        /** Sets the schema that the answer must have. */
        public Builder schema(JsonNode value) {
            Format format = new Format("json_schema", value);
            outputConfig = new Output(outputConfig == null ? null : outputConfig.effort(), format);
            return this;
        }

        /** Sets a name for the person who asks. */
        public Builder userId(String value) {
            metadata = new Metadata(value);
            return this;
        }

        /** Adds a field that this record does not know. */
        public Builder extra(String name, JsonNode value) {
            extra.put(name, value);
            return this;
        }

        /** The request. */
        public MessageRequest build() {
            return new MessageRequest(
                    model,
                    maxTokens,
                    messages,
                    system,
                    stopSequences,
                    temperature,
                    topP,
                    topK,
                    tools,
                    toolChoice,
                    thinking,
                    outputConfig,
                    metadata,
                    extra);
        }
    }
}
