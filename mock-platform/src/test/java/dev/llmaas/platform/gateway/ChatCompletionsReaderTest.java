package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatCompletionsReaderTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void whatTheCorridorNeedsIsReadAndTheBodyStaysAsItWas() {
        byte[] body = bytes(
                "{ \"model\" : \"m\", " + MESSAGES
                        + ", \"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":7,\"n\":2,\"vendor\":{\"x\":[1]}}");

        ChatCompletionsCall call = ChatCompletionsReader.read(body);

        assertThat(call.model()).isEqualTo("m");
        assertThat(call.streamed()).isTrue();
        assertThat(call.usageIncluded()).isTrue();
        assertThat(call.choices()).isEqualTo(2);
        assertThat(call.outputTokensMax()).isEqualTo(7);
        assertThat(call.outputCeiling(0)).isEqualTo(14);
        assertThat(call.outputCeiling(5)).isEqualTo(10);
        assertThat(call.promptCeiling(0)).isEqualTo(body.length + Limits.TEMPLATE_TOKENS_MAX);
        assertThat(call.promptCeiling(100)).isEqualTo(100);
        assertThat(call.body()).isSameAs(body);
        assertThat(call.bodyForUpstream(7)).isSameAs(body);
    }

    @Test
    void theDefaultsOfTheServiceHold() {
        ChatCompletionsCall call = read("{\"model\":\"m\"," + MESSAGES + ",\"max_tokens\":null,\"stream\":null}");

        assertThat(call.outputTokensMax()).isEqualTo(1024);
        assertThat(call.streamed()).isFalse();
        assertThat(call.choices()).isEqualTo(1);
    }

    @Test
    void anUpstreamIsAskedForTheUsageAndBounded() {
        assertThat(upstream("{\"model\":\"m\"," + MESSAGES + "}", 9))
                .isEqualTo("{\"model\":\"m\"," + MESSAGES + ",\"max_tokens\":9}");
        assertThat(upstream("{\"max_tokens\" : 20 ,\"model\":\"m\"," + MESSAGES + "} ", 9))
                .isEqualTo("{\"max_tokens\" : 9 ,\"model\":\"m\"," + MESSAGES + "} ");
        assertThat(upstream("{\"max_completion_tokens\":20,\"max_tokens\":30,\"model\":\"m\"," + MESSAGES + "}", 9))
                .isEqualTo("{\"max_completion_tokens\":9,\"max_tokens\":30,\"model\":\"m\"," + MESSAGES + "}");
        assertThat(upstream("{\"model\":\"m\",\"max_tokens\":null," + MESSAGES + ",\"stream\":true}", 9))
                .isEqualTo("{\"model\":\"m\",\"max_tokens\":9," + MESSAGES
                        + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(upstream(
                        "{\"stream_options\":{\"include_usage\":false},\"stream\":true,\"max_tokens\":9,\"model\":\"m\","
                                + MESSAGES + "}",
                        9))
                .contains("\"stream_options\":{\"include_usage\":true},\"stream\":true,\"max_tokens\":9");
    }

    @Test
    void historiesWithToolCallsAndPartsPass() {
        read(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"index\":0,"
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\",\"other\":[]}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"x\",\"other\":{}},"
                        + "{\"role\":\"assistant\",\"tool_calls\":[]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"image\",\"image\":\"data:image/png;base64,AAAA\"}]}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "{\"model\":\"m\",\"model\":\"m\"}",
                "{\"model\":\"m\"} {}",
                "nonsense",
                "{\"model\":\"\u0000\"}"
            })
    void whatIsNoJsonIsCalledMalformed(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused ->
                                assertThat(refused.code()).isIn(ErrorCode.MALFORMED_JSON, ErrorCode.INVALID_REQUEST));
    }

    @Test
    void jsonInAnotherEncodingThanUtf8IsCalledMalformed() {
        String body = "{\"model\":\"m\",\"max_tokens\":2," + MESSAGES + "}";
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_32)) {
            assertThatThrownBy(() -> ChatCompletionsReader.read(body.getBytes(charset)))
                    .as(charset.name())
                    .isInstanceOfSatisfying(
                            PlatformException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_JSON));
        }
    }

    @Test
    void jsonThatIsTooDeepIsRefused() {
        assertThatThrownBy(() ->
                        read("{\"model\":\"m\",\"x\":" + "[".repeat(100) + "]".repeat(100) + "," + MESSAGES + "}"))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_JSON));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model|\"model\":7",
                "model|\"model\":\" \"",
                "stream|\"stream\":\"yes\"",
                "stream_options|\"stream_options\":[]",
                "stream_options.include_usage|\"stream_options\":{\"include_usage\":1}",
                "max_tokens|\"max_tokens\":0",
                "max_tokens|\"max_tokens\":1.5",
                "max_tokens|\"max_tokens\":99999999999999999999",
                "max_completion_tokens|\"max_completion_tokens\":-1",
                "n|\"n\":0",
                "n|\"n\":17",
                "temperature|\"temperature\":2.1",
                "temperature|\"temperature\":\"0.5\"",
                "top_p|\"top_p\":-0.1",
                "frequency_penalty|\"frequency_penalty\":3",
                "seed|\"seed\":1.5",
                "top_logprobs|\"top_logprobs\":21",
                "top_logprobs|\"top_logprobs\":2",
                "stream_options|\"stream_options\":{\"include_usage\":true}",
                "store|\"store\":true",
                "reasoning_effort|\"reasoning_effort\":\"huge\"",
                "modalities|\"modalities\":[\"text\",\"audio\"]",
                "functions|\"functions\":[]",
                "logit_bias|\"logit_bias\":{\"word\":1}",
                "logit_bias|\"logit_bias\":{\"-1\":1}",
                "logit_bias|\"logit_bias\":{\"99999999999\":1}",
                "logit_bias.17|\"logit_bias\":{\"17\":101}",
                "tools[0].type|\"tools\":[{\"type\":\"web_search\"}]",
                "tools[0].function|\"tools\":[{\"type\":\"function\"}]",
                "tools[0].function.name|\"tools\":[{\"type\":\"function\",\"function\":{}}]",
                "tools[0].function.name|\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]",
                "tools[1].function.name|\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]",
                "tools[0].function.parameters|\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}]",
                "tool_choice|\"tool_choice\":\"sometimes\"",
                "tool_choice|\"tool_choice\":\"required\"",
                "tool_choice.function.name|\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}},\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]",
                "response_format.type|\"response_format\":{\"type\":\"yaml\"}",
                "response_format.json_schema|\"response_format\":{\"type\":\"json_schema\"}",
                "response_format.json_schema.name|\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}",
                "logprobs|\"logprobs\":3",
                "stop|\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]",
                "stop[1]|\"stop\":[\"a\",1]",
                "stop[0]|\"stop\":[\"a\\u0000\"]",
                "metadata|\"metadata\":[]",
                "metadata.a|\"metadata\":{\"a\":{\"b\":1}}",
                "service_tier|\"service_tier\":\"zzz\"",
                "verbosity|\"verbosity\":\"huge\"",
                "tools|\"tools\":{}",
                "response_format|\"response_format\":\"json\"",
                "user|\"user\":1",
                "messages|\"messages\":\"hi\"",
                "messages|\"messages\":[]",
                "messages[0]|\"messages\":[\"hi\"]",
                "messages[0].role|\"messages\":[{\"content\":\"hi\"}]",
                "messages[0].role|\"messages\":[{\"role\":\"robot\",\"content\":\"hi\"}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\",\"content\":7}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000b\"}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\",\"content\":\"a\\ud800b\"}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\",\"content\":null}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\",\"content\":[]}]",
                "messages[0].content[0]|\"messages\":[{\"role\":\"user\",\"content\":[\"a\"]}]",
                "messages[0].content[0].type|\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}]",
                "messages[0].content[0].text|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]",
                "messages[0].content[0].text|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\\u0000\"}]}]",
                "messages[0].content[1].image_url.url|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"ftp://10.0.0.1/x\"}}]}]",
                "messages[0].content[0].image_url.url|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/svg+xml;base64,AAAA\"}}]}]",
                "messages[0].content[0].image_url.url|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,A*AA\"}}]}]",
                "messages[0].content[0].image_url.detail|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"detail\":\"huge\"}}]}]",
                "messages[0].content[0].image|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"image\":\"file:///etc/passwd\"}]}]",
                "messages[0].content[0].input_audio.format|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"ogg\"}}]}]",
                "messages[0].tool_call_id|\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]",
                "messages[0].tool_calls|\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}]",
                "messages[0].tool_calls[0]|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[7]}]",
                "messages[0].tool_calls[0].id|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":7}]}]",
                "messages[0].tool_calls[0].type|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"custom\"}]}]",
                "messages[0].tool_calls[0].function|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\"}]}]",
                "messages[0].tool_calls[0].function.name|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"arguments\":\"{}\"}}]}]",
                "messages[0].tool_calls[1].function.arguments|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"id\":\"d\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{}}}]}]",
                "messages[0].tool_calls|\"messages\":[{\"role\":\"assistant\",\"tool_calls\":{}}]"
            })
    void aFieldThatWillNotDoIsNamed(String param, String field) {
        String rest = field.startsWith("\"messages") ? "\"model\":\"m\"" : MESSAGES;
        String body = "{" + field + "," + rest + (field.startsWith("\"m") ? "" : ",\"model\":\"m\"") + "}";

        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(PlatformException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.param()).isEqualTo(param);
            assertThat(refused.sentence()).startsWith(param);
        });
    }

    @Test
    void imagesNeedAModelThatSeesAndNameTheFirst() {
        ChatCompletionsCall call = read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\"low\"}},"
                + "{\"type\":\"image\",\"image\":\"data:image/jpeg;base64,AAA=\"}]}]}");

        assertThat(call.needs()).containsExactly("chat", "vision");
        assertThat(call.needyField()).isEqualTo("messages[0].content[1].image_url.url");
        assertThat(read("{\"model\":\"m\"," + MESSAGES + "}").needs()).containsExactly("chat");
    }

    @Test
    void imagesThatAreSomewhereInTheWebAreNotedWithTheirPlaces() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"\u00fc\ud83d\ude00\"},{\"image_url\": {\"url\" :  \"https:\\/\\/a.example\\/\\u0078\" ,\"detail\":\"low\"},\"type\":\"image_url\"},"
                + "{\"type\":\"image\",\"image\":\"data:image/jpeg;base64,AAA=\"},"
                + "{\"type\":\"image\",\"image\":\"HTTP://b.example\"}]}]}";

        ChatCompletionsCall call = read(body);

        assertThat(call.needs()).containsExactly("chat", "vision");
        assertThat(call.remoteImages())
                .extracting(RemoteImage::path, RemoteImage::address)
                .containsExactly(
                        tuple("messages[0].content[1].image_url.url", "https://a.example/x"),
                        tuple("messages[0].content[3].image", "HTTP://b.example"));
        assertThat(call.remoteImages().toString()).doesNotContain("example");
        ChatCompletionsCall whole = call.withImages(Map.of(
                "https://a.example/x", "data:image/png;base64,AAAA", "HTTP://b.example", "data:image/gif;base64,BBBB"));
        assertThat(new String(whole.body(), StandardCharsets.UTF_8))
                .isEqualTo(body.replace("https:\\/\\/a.example\\/\\u0078", "data:image/png;base64,AAAA")
                        .replace("HTTP://b.example", "data:image/gif;base64,BBBB"));
        assertThat(whole.remoteImages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png;base64,AAAA", "https://a.example/x"})
    void tooManyImagesAreRefused(String address) {
        String image = "{\"type\":\"image\",\"image\":\"%s\"}".formatted(address);
        String images = (image + ",").repeat(RequestLimits.IMAGES_MAX) + image;

        assertThatThrownBy(() ->
                        read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}".formatted(images)))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.param()).isEqualTo("messages[0].content[20].image"));
    }

    @Test
    void toolsAndFormsThatAreInOrderPass() {
        read(
                "{\"model\":\"m\"," + MESSAGES
                        + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"description\":\"d\",\"strict\":true,\"parameters\":{\"type\":\"object\"}}}],"
                        + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"a\"}},\"parallel_tool_calls\":false,"
                        + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"strict\":true,\"schema\":{}}},"
                        + "\"logit_bias\":{\"5\":-100,\"99999999\":1},\"logprobs\":true,\"top_logprobs\":2,\"reasoning_effort\":\"low\",\"store\":false}");
    }

    @Test
    void whatNoTextMayHoldIsFoundWhereverItStands() {
        for (int before = 0; before < 17; before++) {
            for (String bad : List.of("\\u0000", "\\ud800", "\\uDFFF")) {
                String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(before)
                        + bad + "\"}]}";

                assertThatThrownBy(() -> read(body))
                        .as(body)
                        .isInstanceOfSatisfying(
                                PlatformException.class,
                                refused -> assertThat(refused.param()).isEqualTo("messages[0].content"));
            }
        }
    }

    @Test
    void pairsOfSurrogatesAndEscapedControlsPass() {
        read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\\ude00 \\u0009\"}]}");
    }

    @Test
    void aBackslashBeforeTheEscapeOfNulIsNoNul() {
        read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\\\u0000\"}]}");
    }

    @Test
    void requestsThatBeginAlikeHaveTheSameAffinity() {
        String start = "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"" + "x".repeat(600);

        assertThat(read(start + "a\"}]}").affinityKey())
                .isEqualTo(read(start + "b\"}]}").affinityKey());
        assertThat(read("{\"model\":\"m\"," + MESSAGES + "}").affinityKey())
                .isNotEqualTo(read(start + "\"}]}").affinityKey());
    }

    private static String upstream(String body, long tokens) {
        return new String(read(body).bodyForUpstream(tokens), StandardCharsets.UTF_8);
    }

    private static ChatCompletionsCall read(String body) {
        return ChatCompletionsReader.read(bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
