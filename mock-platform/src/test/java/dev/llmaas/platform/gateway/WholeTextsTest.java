package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of calls that are answered in one piece hold what every engine can read, and nothing else. */
class WholeTextsTest {
    private static final CallReader EMBEDDINGS = new EmbeddingsReader();
    private static final CallReader RERANK = new RerankReader(RerankReader.PATH_V1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input    | \"input\": \"\\ud800x\"",
                "input    | \"input\": \"x\\uDFFF\"",
                "input    | \"input\": \"a\\u0000b\"",
                "input[1] | \"input\": [\"a\", \"\\udc00\\ud800\"]",
            })
    void halfACharacterHasNoVector(String param, String field) {
        assertRefused(EMBEDDINGS, param, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query        | \"query\": \"\\ud800\", \"documents\": [\"a\"]",
                "query        | \"query\": \"a\\u0000\", \"documents\": [\"a\"]",
                "documents[1] | \"query\": \"a\", \"documents\": [\"a\", \"b\\ud83d\"]",
                "documents[0] | \"query\": \"a\", \"documents\": [{\"text\": \"\\ude00b\"}]",
            })
    void halfACharacterHasNoRank(String param, String field) {
        assertRefused(RERANK, param, field);
    }

    @Test
    void wholePairsPass() {
        assertThat(read(EMBEDDINGS, "\"input\": \"\\ud83d\\ude00 and 😀\"").model())
                .isEqualTo("m");
        assertThat(read(RERANK, "\"query\": \"😀\", \"documents\": [\"\\ud83d\\ude00\"]")
                        .documentsMax())
                .isEqualTo(1);
    }

    private static void assertRefused(CallReader reader, String param, String field) {
        PlatformException refused = catchThrowableOfType(PlatformException.class, () -> read(reader, field));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo(param);
        assertThat(refused.sentence()).startsWith(param + " must not hold ");
    }

    private static InferenceCall read(CallReader reader, String field) {
        return reader.read("{\"model\": \"m\", %s}".formatted(field).getBytes(StandardCharsets.UTF_8), "");
    }
}
