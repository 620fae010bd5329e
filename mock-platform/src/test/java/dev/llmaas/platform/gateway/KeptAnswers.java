package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.DescribedApi;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Holds what came through a corridor against what is promised: our description of the API, and where an address is OpenAI's,
 * OpenAI's own schemas. Whole answers and refusals are held against both; of streams, the data of each event.
 */
final class KeptAnswers {
    private static final String END = "[DONE]";
    private static final String MESSAGES = "/v1/messages";

    /** OpenAI's schemas of whole answers. Rerankings and messages are of others. */
    private static final Map<String, String> WHOLE = Map.of(
            "/v1/chat/completions", "CreateChatCompletionResponse",
            "/v1/responses", "Response",
            "/v1/embeddings", "CreateEmbeddingResponse",
            "/v1/models", "ListModelsResponse");

    /** OpenAI's schemas of what completions answer, by the object that they say they are: conversations are answered as such. */
    private static final Map<String, String> COMPLETIONS = Map.of(
            "text_completion", "CreateCompletionResponse",
            "chat.completion", "CreateChatCompletionResponse",
            "chat.completion.chunk", "CreateChatCompletionStreamResponse");

    /** OpenAI's schemas of events, by their type. */
    private static final Map<String, String> EVENTS = Map.ofEntries(
            Map.entry("response.created", "ResponseCreatedEvent"),
            Map.entry("response.in_progress", "ResponseInProgressEvent"),
            Map.entry("response.output_item.added", "ResponseOutputItemAddedEvent"),
            Map.entry("response.output_item.done", "ResponseOutputItemDoneEvent"),
            Map.entry("response.content_part.added", "ResponseContentPartAddedEvent"),
            Map.entry("response.content_part.done", "ResponseContentPartDoneEvent"),
            Map.entry("response.output_text.delta", "ResponseTextDeltaEvent"),
            Map.entry("response.output_text.done", "ResponseTextDoneEvent"),
            Map.entry("response.function_call_arguments.delta", "ResponseFunctionCallArgumentsDeltaEvent"),
            Map.entry("response.function_call_arguments.done", "ResponseFunctionCallArgumentsDoneEvent"),
            Map.entry("response.completed", "ResponseCompletedEvent"),
            Map.entry("response.incomplete", "ResponseIncompleteEvent"),
            Map.entry("response.failed", "ResponseFailedEvent"),
            Map.entry("error", "ResponseErrorEvent"),
            Map.entry("transcript.text.delta", "TranscriptTextDeltaEvent"),
            Map.entry("transcript.text.done", "TranscriptTextDoneEvent"));

    /** Events of thoughts, which open models tell in full: OpenAI's document has no schema of them. */
    private static final String THOUGHTS = "response.reasoning_text.";

    private KeptAnswers() {}

    /** Fails if an answer is not as promised; returns it. */
    static HttpResponse<String> kept(HttpResponse<String> answer) {
        String path = answer.uri().getPath();
        String type = answer.headers().firstValue("content-type").orElse("");
        if (type.startsWith("text/event-stream")) {
            answer.body()
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .forEach(line -> event(path, line.substring(6)));
        }
        DescribedApi.assertKept(answer.request().method(), path, answer);
        if (type.startsWith("application/json") && path.startsWith("/v1/") && !path.equals(MESSAGES)) {
            String wanted = answer.statusCode() >= 400 ? "ErrorResponse" : whole(path, answer.body());
            if (!wanted.isEmpty()) {
                OpenAiSchema.assertValid(wanted, answer.body());
            }
        }
        return answer;
    }

    /** The name of OpenAI's schema of a good answer; empty if the address is not OpenAI's. */
    private static String whole(String path, String body) {
        return switch (path) {
            case "/v1/completions" -> COMPLETIONS.get(object(body));
            case TranscriptionReader.TRANSCRIPTIONS, TranscriptionReader.TRANSLATIONS ->
                CorridorCalls.json(body).has("segments")
                        ? "CreateTranscriptionResponseVerboseJson"
                        : "CreateTranscriptionResponseJson";
            default -> path.startsWith("/v1/models/") ? "Model" : WHOLE.getOrDefault(path, "");
        };
    }

    private static String object(String body) {
        return CorridorCalls.json(body).path("object").asString("");
    }

    /** Fails if the data of an event of a stream from this address is not as promised. */
    static void event(String path, String data) {
        if (data.equals(END)) {
            return;
        }
        JsonNode event = CorridorCalls.json(data);
        if (path.equals(MESSAGES)) {
            anthropicEvent(event);
        } else if (event.path("error").isObject() && !event.has("type")) {
            OpenAiSchema.assertValid("ErrorResponse", data);
        } else {
            schema(path, event).ifPresent(name -> OpenAiSchema.assertValid(name, data));
        }
    }

    private static Optional<String> schema(String path, JsonNode event) {
        if (path.equals("/v1/chat/completions")) {
            return Optional.of("CreateChatCompletionStreamResponse");
        }
        if (path.equals("/v1/completions")) {
            return Optional.of(COMPLETIONS.get(event.path("object").asString("")));
        }
        String type = event.path("type").asString("");
        if (type.startsWith(THOUGHTS)) {
            return Optional.empty();
        }
        assertThat(EVENTS).as("a schema of each event: %s", event).containsKey(type);
        return Optional.of(EVENTS.get(type));
    }

    /** Anthropic publishes no schemas: what our description knows is held against it, and the rest is known by name. */
    private static void anthropicEvent(JsonNode event) {
        switch (event.path("type").asString("")) {
            case "message_start" -> described("Message", event.path("message"));
            case "error" -> described("AnthropicError", event);
            case "content_block_start" -> {
                assertThat(event.path("index").isInt()).isTrue();
                assertThat(event.at("/content_block/type").isString()).isTrue();
            }
            case "content_block_delta" -> {
                assertThat(event.path("index").isInt()).isTrue();
                assertThat(event.at("/delta/type").asString(""))
                        .isIn("text_delta", "input_json_delta", "thinking_delta", "signature_delta");
            }
            case "content_block_stop" -> assertThat(event.path("index").isInt()).isTrue();
            case "message_delta" ->
                assertThat(event.at("/usage/output_tokens").isInt()).isTrue();
            case "message_stop", "ping" -> assertThat(event.size()).isEqualTo(1);
            default -> throw new AssertionError("an event of an unknown type: " + event);
        }
    }

    private static void described(String name, JsonNode value) {
        JsonNode schema = WireJson.mapper().createObjectNode().put("$ref", "#/components/schemas/" + name);
        assertThat(DescribedApi.complaints(schema, value))
                .as("%s: %s", name, value)
                .isEmpty();
    }
}
