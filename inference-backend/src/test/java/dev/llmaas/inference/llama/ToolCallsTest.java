package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.inference.http.WholeAnswer;
import dev.llmaas.inference.llama.Guide.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls that the shipped model writes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToolCallsTest {
    private static final String WEATHER = """
            {"type": "function", "function": {"name": "get_weather", "description": "Get the weather of a city",
             "parameters": {"type": "object", "properties": {"city": {"type": "string", "description": "City name"}},
              "required": ["city"]}}}""";
    private static final String QUESTION = "What is the weather in Lille?";

    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open(2, 0);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void aCallIsStreamedAsDeltas() throws InterruptedException {
        Reply reply = Guide.reply(engine, asking("{\"tools\": [" + WEATHER + "]}"));

        List<ToolCall> deltas = reply.chunks().stream()
                .map(chunk -> chunk.choices().getFirst().delta().toolCalls())
                .filter(Objects::nonNull)
                .map(List::getFirst)
                .toList();
        assertThat(deltas.getFirst().index()).isZero();
        assertThat(deltas.getFirst().id()).matches("call_[A-Za-z0-9]{24}");
        assertThat(deltas.getFirst().type()).isEqualTo("function");
        assertThat(deltas.getFirst().function()).isEqualTo(new ToolCall.Function("get_weather", ""));
        StringBuilder arguments = new StringBuilder();
        for (ToolCall delta : deltas.subList(1, deltas.size())) {
            assertThat(delta.index()).isZero();
            assertThat(delta.id()).isNull();
            assertThat(delta.function().name()).isNull();
            arguments.append(delta.function().arguments());
        }
        assertThat(deltas.size()).isGreaterThan(3);
        assertThat(WireJson.mapper().readTree(arguments.toString()).path("city").stringValue())
                .isEqualTo("Lille");
        assertThat(reply.text()).isEmpty();
        assertThat(reply.finishReason()).isEqualTo("tool_calls");
        assertThat(reply.chunks().getFirst().choices().getFirst().delta().role())
                .isEqualTo("assistant");
        assertThat(reply.chunks().getFirst().choices().getFirst().delta().content())
                .isNull();
        assertThat(reply.usage().reasoningTokens()).isZero();
    }

    @Test
    void theResultOfACallGoesBackToTheModel() throws InterruptedException {
        ChatCompletion first = whole(Guide.reply(engine, asking("{\"tools\": [" + WEATHER + "]}")));
        assertThat(first.choices().getFirst().message().content()).isNull();
        ToolCall call = first.choices().getFirst().message().toolCalls().getFirst();
        ObjectNode next = WireJson.mapper().valueToTree(asking("{\"tools\": [" + WEATHER + "]}"));
        ArrayNode messages = (ArrayNode) next.path("messages");
        messages.addObject()
                .put("role", "assistant")
                .putNull("content")
                .putArray("tool_calls")
                .addPOJO(call);
        messages.addObject().put("role", "tool").put("tool_call_id", call.id()).put("content", "rainy, 12 degrees");

        Reply reply = Guide.reply(engine, request(next));

        assertThat(reply.text()).contains("12");
        assertThat(reply.finishReason()).isEqualTo("stop");
    }

    @Test
    void withoutToolsOrWithNoneTheTextIsContent() throws InterruptedException {
        String system = "You can use tools.\n\n# Tools\n" + WEATHER
                + "\nTo use a tool, answer with\n<tool_call>\n{\"name\": <name>, \"arguments\": <object>}\n</tool_call>";
        ObjectNode asked = WireJson.mapper().valueToTree(asking("{}"));
        ((ArrayNode) asked.path("messages"))
                .insertObject(0)
                .put("role", "system")
                .put("content", system);
        asked.putArray("tools").add(WireJson.mapper().readTree(WEATHER));
        asked.put("tool_choice", "none");

        Reply reply = Guide.reply(engine, request(asked));

        assertThat(reply.finishReason()).isEqualTo("stop");
        assertThat(reply.chunks())
                .allMatch(chunk -> chunk.choices().getFirst().delta().toolCalls() == null);
        assertThat(reply.text()).isNotEmpty();
    }

    @Test
    void aCallThatIsCutOffByALimitKeepsItsReason() throws InterruptedException {
        Reply reply = Guide.reply(engine, asking("{\"max_tokens\": 12, \"tools\": [" + WEATHER + "]}"));

        assertThat(reply.usage().completionTokens()).isEqualTo(12);
        assertThat(reply.finishReason()).isEqualTo("length");
    }

    @Test
    void probabilitiesAreThoseOfTheContent() throws InterruptedException {
        Reply reply = Guide.reply(engine, asking("{\"logprobs\": true, \"tools\": [" + WEATHER + "]}"));

        List<ChatCompletionChunk> told = reply.chunks().stream()
                .filter(chunk -> chunk.choices().getFirst().logprobs() != null)
                .toList();
        assertThat(told).isEmpty();
    }

    private static ChatCompletionRequest asking(String fields) {
        return Guide.greedyWith(QUESTION, fields);
    }

    private static ChatCompletionRequest request(ObjectNode json) {
        return WireJson.mapper().treeToValue(json, ChatCompletionRequest.class);
    }

    private static ChatCompletion whole(Reply reply) {
        WholeAnswer answer = new WholeAnswer();
        new ArrayList<>(reply.chunks()).forEach(answer::add);
        return answer.completion();
    }
}
