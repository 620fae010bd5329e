package dev.llmaas.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ContentPart;
import dev.llmaas.api.openai.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WireJsonTest {
    private final JsonMapper json = WireJson.mapper();

    @Test
    void aRequestKeepsItsUnknownFieldsAndComesBackEqual() {
        String wire = """
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},\
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]},\
            {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},\
            {"role":"tool","content":"7","tool_call_id":"c1"}],\
            "stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"stop":["x"],"guided_regex":"[a-z]+"}""";

        ChatCompletionRequest request = json.readValue(wire, ChatCompletionRequest.class);

        assertThat(request.extra()).containsOnlyKeys("guided_regex");
        assertThat(request.messages().getFirst().content())
                .isInstanceOfSatisfying(
                        ChatMessage.Content.Parts.class,
                        parts -> assertThat(parts.parts().getFirst()).isEqualTo(new ContentPart.Text("a")));
        assertThat(json.readTree(json.writeValueAsString(request))).isEqualTo(json.readTree(wire));
    }

    @Test
    void aSingleStopStringIsAListOfOne() {
        var request = json.readValue("{\"model\":\"m\",\"messages\":[],\"stop\":\"x\"}", ChatCompletionRequest.class);

        assertThat(request.stop()).containsExactly("x");
    }

    @Test
    void fieldsThatOpenAiRequiresArePresentWhenNull() {
        var chunk = new ChatCompletionChunk(
                "c",
                "chat.completion.chunk",
                1,
                "m",
                List.of(new ChatCompletionChunk.Choice(
                        0, new ChatCompletionChunk.Delta("assistant", "é", null, null, null), null, null)),
                null,
                null,
                null,
                null);
        var answer = new ChatCompletion(
                "c",
                "chat.completion",
                1,
                "m",
                List.of(new ChatCompletion.Choice(
                        0, new ChatCompletion.Answer("assistant", "é", null, null, null), null, "stop")),
                Usage.of(3, 1, 2, 0),
                null,
                null,
                null);

        assertThat(json.writeValueAsString(chunk))
                .isEqualTo(
                        "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                                + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"é\"},\"logprobs\":null,\"finish_reason\":null}]}");
        assertThat(json.writeValueAsString(answer))
                .contains(
                        "\"refusal\":null",
                        "\"prompt_tokens_details\":{\"cached_tokens\":1}",
                        "\"reasoning_tokens\":0");
        assertThat(json.readValue(json.writeValueAsString(answer), ChatCompletion.class))
                .isEqualTo(answer);
    }

    @Test
    void anEventComesBackEqualAndNamesItsType() {
        PlatformEvent event = new PlatformEvent.RequestSettled(
                5,
                "req_1",
                new ProjectId("prj_1"),
                new ApiKeyId("key_1"),
                "ci",
                "m",
                "/v1/chat/completions",
                Outcome.CLIENT_GONE,
                Usage.of(3, 0, 2, 0),
                4,
                61,
                new Money(21_400),
                null,
                12);

        String wire = json.writeValueAsString(event);

        assertThat(wire)
                .contains("\"type\":\"request_settled\"", "\"outcome\":\"client_gone\"", "\"key_id\":\"key_1\"");
        assertThat(json.readValue(wire, PlatformEvent.class)).isEqualTo(event);
    }

    @Test
    void anErrorBodyHasAllFourFields() {
        assertThat(json.writeValueAsString(ErrorBody.of(ErrorCode.INVALID_API_KEY, "No key.", null)))
                .isEqualTo("{\"error\":{\"message\":\"No key.\",\"type\":\"authentication_error\",\"param\":null,"
                        + "\"code\":\"invalid_api_key\"}}");
        assertThat(ErrorCode.ofWire("of_the_future")).isEqualTo(ErrorCode.UNKNOWN);
    }

    @Test
    void messagesShowSizesOnly() {
        assertThat(ChatMessage.user("secret").toString()).doesNotContain("secret");
    }
}
