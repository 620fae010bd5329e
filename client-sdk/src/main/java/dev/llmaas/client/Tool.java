package dev.llmaas.client;

import dev.llmaas.api.anthropic.MessageRequest;
import dev.llmaas.client.internal.Limits;
import dev.llmaas.client.schema.RecordSchema;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A function of the application that a model may call. Immutable; thread-safe if the function is.
 *
 * <pre>{@code
 * record City(@Description("its English name") String name) {}
 *
 * Tool<City> weather = Tool.of("get_weather", "The weather in a city now.", City.class, city -> station.at(city.name()));
 * }</pre>
 *
 * @param <P> its parameters
 */
public final class Tool<P extends Record> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String name;
    private final String description;
    private final RecordSchema<P> parameters;
    private final Function<P, ?> work;

    private Tool(String name, String description, RecordSchema<P> parameters, Function<P, ?> work) {
        this.name = name;
        this.description = description;
        this.parameters = parameters;
        this.work = work;
    }

    /**
     * A tool.
     *
     * @param name 1 to 64 letters, digits, underscores and dashes
     * @param description tells the model what it does and when to use it
     * @param parameters a record, as {@link RecordSchema} takes it; one without components if there are none
     * @param work what it does. A text goes to the model as it is, everything else as JSON. May run on several threads at once.
     *     A {@link ToolException} tells the model what went wrong; of any other exception the model learns the type only
     * @throws IllegalArgumentException if the name is none, or the record cannot be a schema
     */
    public static <P extends Record> Tool<P> of(
            String name, String description, Class<P> parameters, Function<P, ?> work) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a tool has 1 to 64 letters, digits, underscores and dashes; %s is none."
                            .formatted(name));
        }
        return new Tool<>(name, description, RecordSchema.of(parameters), work);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What the model is told of it. */
    public String description() {
        return description;
    }

    /** What stands in {@code tools} of a request. */
    public ObjectNode definition() {
        ObjectNode tool = JsonNodeFactory.instance.objectNode().put("type", "function");
        tool.putObject("function")
                .put("name", name)
                .put("description", description)
                .put("strict", true)
                .set("parameters", parameters.schema());
        return tool;
    }

    /** The same for {@code tools} of Anthropic's messages. */
    MessageRequest.ToolDefinition messageDefinition() {
        return new MessageRequest.ToolDefinition(name, description, parameters.schema(), true);
    }

    /** The arguments, read; {@link dev.llmaas.client.schema.UnfitAnswerException} if they are none. */
    P read(String arguments) {
        return parameters.read(arguments.isBlank() ? "{}" : arguments); // some models leave out what is empty
    }

    /** Does its work for arguments that {@link #read} made; the text for the model. */
    String apply(Record arguments) {
        @SuppressWarnings("unchecked")
        P typed = (P) arguments;
        Object result = work.apply(typed);
        String text = switch (result) {
            case String plain -> plain;
            case JsonNode json -> json.toString();
            case null, default -> MAPPER.writeValueAsString(result);
        };
        if (text.length() > Limits.TOOL_RESULT_CHARACTERS_MAX) {
            throw new ToolException("The result has %,d characters, %,d at most. Ask for less."
                    .formatted(text.length(), Limits.TOOL_RESULT_CHARACTERS_MAX));
        }
        return text;
    }

    @Override
    public String toString() {
        return "Tool[%s]".formatted(name);
    }
}
