package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.anthropic.MessageRequest;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.Transport;
import dev.llmaas.client.schema.RecordSchema;
import dev.llmaas.client.schema.UnfitAnswerException;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The inference API in Anthropic's shapes. Made by {@link OpenAiClient#messages}, with which it closes. Thread-safe; blocking.
 *
 * <pre>{@code
 * MessageRequest request = MessageRequest.builder("guide-chat", 512)
 *         .system("Be brief.")
 *         .user("Hello")
 *         .build();
 * Message answer = openAi.messages().create(request);
 * print(answer.text());
 * }</pre>
 *
 * <p>With tools a conversation goes on as long as the model asks for calls:
 *
 * <pre>{@code
 * Toolbox tools = Toolbox.of(weather);
 * MessageRequest request = question.toBuilder().tools(tools.messageTools()).build();
 * Message answer = openAi.messages().create(request);
 * for (int round = 0; round < 10 && !answer.calls().isEmpty(); round++) {
 *     request = request.toBuilder().turn(answer.turn()).turn(tools.answer(answer)).build();
 *     answer = openAi.messages().create(request);
 * }
 * }</pre>
 *
 * <p>Every method throws as those of {@link AdminClient} do.
 */
public final class MessagesClient {
    private static final String MESSAGES = "/v1/messages";

    private final Transport transport;

    MessagesClient(Transport transport) {
        this.transport = transport;
    }

    /** Asks a model and waits for its whole answer. */
    public Message create(MessageRequest request) {
        return transport.send(Call.post(MESSAGES, request)).read(Message.class);
    }

    /**
     * Asks a model for a record, whatever {@link MessageRequest#outputConfig} says of the form.
     *
     * <pre>{@code
     * record Price(String currency, BigDecimal amount) {}
     *
     * Price price = openAi.messages().create(request, Price.class);
     * }</pre>
     *
     * @throws IllegalArgumentException if a component of the record cannot be enforced; the message names it by its path
     * @throws UnfitAnswerException if a guardrail ended the answer, it was cut off, or it has another form
     */
    public <T extends Record> T create(MessageRequest request, Class<T> type) {
        RecordSchema<T> schema = RecordSchema.of(type);
        return schema.read(create(request.toBuilder().schema(schema.schema()).build()));
    }

    /** Asks a model and reads its answer in events, as they come. Closing it stops the model. */
    public MessageStream stream(MessageRequest request) {
        ObjectNode body = WireJson.mapper().valueToTree(request);
        return new MessageStream(transport.send(Call.postForStream(MESSAGES, body.put("stream", true))));
    }

    /** How many tokens a model would read for a request. Generates nothing and costs nothing. */
    public long countTokens(MessageRequest request) {
        ObjectNode body = WireJson.mapper().valueToTree(request);
        body.remove(Set.of("max_tokens"));
        return transport
                .send(Call.post(MESSAGES + "/count_tokens", body))
                .read(Count.class)
                .inputTokens();
    }

    private record Count(long inputTokens) {}
}
