package dev.llmaas.client.schema;

import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.client.internal.Limits;
import dev.llmaas.client.schema.UnfitAnswerException.Reason;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record of the application as the form of an answer. Immutable and thread-safe; making one looks into the record, so keep it
 * if it is used often.
 *
 * <pre>{@code
 * record Ticket(@Description("one line") String title, Severity severity, List<String> steps, Optional<LocalDate> due) {}
 *
 * RecordSchema<Ticket> ticket = RecordSchema.of(Ticket.class);
 * ChatCompletion answer = openAi.chat(request.toBuilder().responseFormat(ticket.responseFormat()).build());
 * Ticket read = ticket.read(answer);
 * }</pre>
 *
 * <p>Components may be texts, numbers, booleans, enums, {@code LocalDate}, {@code Instant}, {@code UUID}, other records, and
 * {@code List}s of these. What is {@code Optional} or has an annotation named {@code Nullable} may be null on the wire. Names
 * are those of the components and constants, unless Jackson's {@code @JsonProperty} says another. Records may contain
 * themselves where that can end.
 *
 * @param <T> the record
 */
public final class RecordSchema<T extends Record> {
    /** Numbers keep all their digits. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Class<T> type;
    private final ObjectNode schema;
    private final RecordReader reader;

    private RecordSchema(Class<T> type, ObjectNode schema, RecordReader reader) {
        this.type = type;
        this.schema = schema;
        this.reader = reader;
    }

    /**
     * The form that a record is.
     *
     * @throws IllegalArgumentException if a component cannot be enforced; the message names it by its path
     */
    public static <T extends Record> RecordSchema<T> of(Class<T> type) {
        Forms forms = new Forms();
        RecordReader reader = new RecordReader(forms.of(type));
        ObjectNode schema = new SchemaWriter(reader.records(), forms.recursive(), type).write();
        return new RecordSchema<>(type, schema, reader);
    }

    /** Its name for engines: that of the type, 1 to 64 letters, digits and underscores. */
    public String name() {
        String name = type.getSimpleName().replaceAll("[^A-Za-z0-9_]", "_");
        return name.substring(0, Math.min(name.length(), Limits.SCHEMA_NAME_CHARACTERS_MAX));
    }

    /** The schema; a copy. */
    public ObjectNode schema() {
        return schema.deepCopy();
    }

    /** What {@code response_format} of a request must be, so that engines keep to it. */
    public ObjectNode responseFormat() {
        ObjectNode format = JsonNodeFactory.instance.objectNode().put("type", "json_schema");
        format.putObject("json_schema").put("name", name()).put("strict", true).set("schema", schema());
        return format;
    }

    /**
     * The record of an answer: that of its first choice.
     *
     * @throws UnfitAnswerException if there is none: the model refused, the answer was cut off, or it has another form
     */
    public T read(ChatCompletion completion) {
        if (completion.choices().isEmpty()) {
            throw none(Reason.NO_TEXT, "The answer has no choice.");
        }
        ChatCompletion.Choice choice = completion.choices().getFirst();
        if (choice.message().refusal() != null) {
            throw none(Reason.REFUSED, "The model refuses to answer.");
        }
        if ("content_filter".equals(choice.finishReason())) {
            throw none(Reason.FILTERED, "A guardrail ended the answer.");
        }
        return read(choice.message().content(), "length".equals(choice.finishReason()), choice.finishReason());
    }

    /**
     * The record of an answer: that of its text.
     *
     * @throws UnfitAnswerException if there is none: a guardrail ended it, it was cut off, or it has another form
     */
    public T read(Message message) {
        if ("refusal".equals(message.stopReason())) {
            throw none(Reason.FILTERED, "A guardrail ended the answer.");
        }
        return read(message.text(), "max_tokens".equals(message.stopReason()), message.stopReason());
    }

    private T read(@Nullable String text, boolean cut, @Nullable String end) {
        if (cut) {
            throw none(Reason.CUT_OFF, "The answer met its bound of tokens before it was whole. Allow more tokens.");
        }
        if (text == null || text.isBlank()) {
            throw none(Reason.NO_TEXT, "The answer has no text; it ended with %s.".formatted(end));
        }
        return read(text);
    }

    /**
     * The record of a JSON text.
     *
     * @throws UnfitAnswerException if the text is no such record
     */
    public T read(String json) {
        try {
            return read(MAPPER.readTree(json));
        } catch (JacksonException quoting) {
            // No cause: Jackson's message quotes the text.
            throw none(Reason.NOT_JSON, "The answer is not JSON.");
        }
    }

    /**
     * The record of JSON that is read already.
     *
     * @throws UnfitAnswerException if it is no such record
     */
    public T read(JsonNode json) {
        return type.cast(reader.read(type, json, ""));
    }

    private static UnfitAnswerException none(Reason reason, String sentence) {
        return new UnfitAnswerException(reason, "", sentence, null);
    }
}
