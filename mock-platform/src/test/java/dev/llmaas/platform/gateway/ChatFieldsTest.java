package dev.llmaas.platform.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.PlatformException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Fields of chat completions do not slip through addresses that have others. */
class ChatFieldsTest {
    private static final Set<String> OF_TEXTS = Set.of(
            "model",
            "stream",
            "stream_options",
            "max_tokens",
            "n",
            "temperature",
            "top_p",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "stop",
            "user",
            "logprobs",
            "logit_bias");
    /** An address without its own way to say what chat completions say otherwise. */
    private record Address(String path, Set<String> own, String required, Function<byte[], InferenceCall> reader) {
        byte[] body(String fields) {
            return "{\"model\":\"m\",%s,%s}".formatted(required, fields).getBytes(UTF_8);
        }
    }

    private static final Map<String, Address> ADDRESSES = Map.of(
            "responses",
            new Address(
                    "/v1/responses",
                    ResponsesReader.KNOWN,
                    "\"input\":\"a\"",
                    body -> ResponsesReader.read(body, InstantSource.system())),
            "messages",
            new Address(
                    "/v1/messages",
                    MessagesReader.KNOWN,
                    "\"max_tokens\":3,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]",
                    MessagesReader::read),
            "completions",
            new Address("/v1/completions", OF_TEXTS, "\"prompt\":\"a\"", CompletionsReader::read));

    static Stream<Arguments> foreign() {
        return ADDRESSES.keySet().stream()
                .flatMap(name -> new TreeSet<>(ChatFields.ALL)
                        .stream()
                                .filter(field -> !ADDRESSES.get(name).own().contains(field))
                                .map(field -> Arguments.of(name, field)));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void aFieldThatTheAddressDoesNotHaveIsRefusedByName(String name, String field) {
        Address address = ADDRESSES.get(name);
        byte[] body = address.body("\"%s\":%s".formatted(field, field.equals("messages") ? "[]" : "8"));

        assertThatThrownBy(() -> address.reader().apply(body))
                .isInstanceOfSatisfying(PlatformException.class, refused -> {
                    assertThat(refused.param()).isEqualTo(field);
                    assertThat(refused.sentence()).startsWith(field + " ");
                    assertThat(refused.code().status()).isEqualTo(400);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "responses,max_tokens,max_output_tokens",
        "responses,response_format,text.format",
        "messages,stop,stop_sequences",
        "messages,max_completion_tokens,max_tokens",
        "completions,max_completion_tokens,max_tokens"
    })
    void whatTheAddressHasInsteadIsSaid(String name, String field, String instead) {
        Address address = ADDRESSES.get(name);

        assertThatThrownBy(() -> address.reader().apply(address.body("\"%s\":8".formatted(field))))
                .hasMessageContaining(address.path())
                .hasMessageEndingWith(": " + instead + " is.");
    }

    @ParameterizedTest
    @CsvSource({"responses", "messages", "completions"})
    void fieldsThatNobodyKnowsGoOnAndThoseThatAreNullAskForNothing(String name) {
        Address address = ADDRESSES.get(name);

        JsonNode sent = WireJson.mapper()
                .readTree(address.reader()
                        .apply(address.body("\"top_k\":4,\"novel\":{\"a\":1},\"response_format\":null"))
                        .body());

        assertThat(sent.path("top_k").asInt()).isEqualTo(4);
        assertThat(sent.at("/novel/a").asInt()).isEqualTo(1);
        assertThat(sent.path("response_format").isObject()).isFalse();
    }

    @Test
    void theListIsWhatTheReaderOfChatCompletionsLooksAt() {
        Set<String> described = new TreeSet<>(
                Parameters.of(ChatCompletionsCall.PATH).orElseThrow().names());
        for (String field : new TreeSet<>(ChatFields.ALL)) {
            byte[] body = "{%s%s\"%s\":[[]]}"
                    .formatted(
                            field.equals("model") ? "" : "\"model\":\"m\",",
                            field.equals("messages") ? "" : "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],",
                            field)
                    .getBytes(UTF_8);

            assertThatThrownBy(() -> ChatCompletionsReader.read(body))
                    .as(field)
                    .isInstanceOfSatisfying(
                            PlatformException.class,
                            refused -> assertThat(refused.param()).startsWith(field));
        }
        described.removeAll(ChatFields.ALL);
        assertThat(described).containsExactlyInAnyOrderElementsOf(ParametersTest.OF_ENGINES);
    }
}
