package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.PlatformException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ParametersTest {
    private static final int BODIES = 500;
    /** What our engines read beside what the dialects have. */
    static final Set<String> OF_ENGINES = Set.of(
            "top_k",
            "min_p",
            "typical_p",
            "repeat_penalty",
            "repetition_penalty",
            "ignore_eos",
            "min_tokens",
            "stop_token_ids",
            "chat_template_kwargs");

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,dev.llmaas.api.openai.ChatCompletionRequest",
        "/v1/completions,dev.llmaas.api.openai.CompletionRequest",
        "/v1/embeddings,dev.llmaas.api.openai.EmbeddingsRequest",
        "/v1/rerank,dev.llmaas.api.openai.RerankRequest",
        "/v2/rerank,dev.llmaas.api.openai.RerankRequest",
    })
    void theDocumentDescribesAllThatARecordHas(String path, Class<?> type) {
        List<String> fields = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !name.equals("extra"))
                .map(name -> name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();

        assertThat(names(path)).containsAll(fields);
    }

    @Test
    void theDocumentDescribesWhatTheReadersOfOtherDialectsKnow() {
        assertThat(names(ResponsesReader.PATH)).containsAll(ResponsesReader.KNOWN);
        assertThat(names(MessagesReader.PATH)).containsAll(MessagesReader.KNOWN);
        assertThat(names(MessagesReader.COUNT_PATH)).isEqualTo(names(MessagesReader.PATH));
        assertThat(names(TranscriptionReader.TRANSCRIPTIONS)).containsAll(TranscriptionReader.OWN);
        for (String path :
                List.of(ChatCompletionsCall.PATH, CompletionsReader.PATH, ResponsesReader.PATH, MessagesReader.PATH)) {
            assertThat(names(path)).containsAll(OF_ENGINES);
        }
        assertThat(names(CompletionsReader.PATH)).containsAll(names(ChatCompletionsCall.PATH));
    }

    @Test
    void theDialectsHaveNothingElse() {
        assertThat(names(ResponsesReader.PATH))
                .allMatch(name -> ResponsesReader.KNOWN.contains(name) || OF_ENGINES.contains(name));
        assertThat(names(MessagesReader.PATH))
                .allMatch(name -> MessagesReader.KNOWN.contains(name) || OF_ENGINES.contains(name));
    }

    @Test
    void theFirstUnknownFieldIsNamedWhereverItStandsAndWhateverItHolds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Parameters parameters = Parameters.of(ChatCompletionsCall.PATH).orElseThrow();
        for (int i = 0; i < BODIES; i++) {
            List<String> names = new ArrayList<>(parameters.names());
            Collections.shuffle(names, random);
            ObjectNode body = WireJson.mapper().createObjectNode();
            int before = random.nextInt(names.size());
            names.subList(0, before).forEach(name -> value(body, name, random));
            byte[] known = WireJson.mapper().writeValueAsBytes(body);
            String unknown = mistyped(names.get(before), random, parameters.names());
            value(body, unknown, random);
            names.subList(before, names.size()).forEach(name -> value(body, name, random));
            byte[] all = WireJson.mapper().writeValueAsBytes(body);

            assertThatCode(() -> Parameters.requireKnown(ChatCompletionsCall.PATH, known, ""))
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> Parameters.requireKnown(ChatCompletionsCall.PATH, all, ""))
                    .as("seed %d", seed)
                    .isInstanceOfSatisfying(PlatformException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.UNKNOWN_PARAMETER);
                        assertThat(refused.param()).isEqualTo(unknown);
                    });
        }
    }

    /** A value of any shape; inside of it any field is somebody else's matter. */
    private static void value(ObjectNode body, String name, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> body.put(name, random.nextInt());
            case 1 -> body.put(name, "text, \"quoted\": {[");
            case 2 -> body.putArray(name).addObject().put("inner", 1).putArray("list");
            default -> body.putObject(name).put("unknown_inside", true).putObject("deeper");
        }
    }

    private static String mistyped(String name, Random random, Set<String> known) {
        String wrong = name;
        while (known.contains(wrong)) {
            int at = random.nextInt(wrong.length());
            wrong = wrong.substring(0, at) + (char) ('a' + random.nextInt(26)) + wrong.substring(at);
        }
        return wrong;
    }

    private static Set<String> names(String path) {
        return Parameters.of(path).orElseThrow().names();
    }
}
