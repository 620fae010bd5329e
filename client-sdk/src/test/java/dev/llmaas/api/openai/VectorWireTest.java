package dev.llmaas.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class VectorWireTest {
    @Test
    void anInputIsAStringOrAnyOfThreeArrays() {
        assertThat(input("\"a\"")).isEqualTo(new EmbeddingsRequest.Input.Texts(List.of("a")));
        assertThat(input("[\"a\",\"b\"]")).isEqualTo(new EmbeddingsRequest.Input.Texts(List.of("a", "b")));
        assertThat(input("[1,2]")).isEqualTo(new EmbeddingsRequest.Input.Tokens(List.of(List.of(1, 2))));
        assertThat(input("[[1],[2,3]]"))
                .isEqualTo(new EmbeddingsRequest.Input.Tokens(List.of(List.of(1), List.of(2, 3))));
        assertThat(input("[]").size()).isZero();
    }

    @Test
    void anInputOfAnotherTypeIsRefused() {
        for (String wrong :
                List.of("1", "{}", "[\"a\",1]", "[1,\"a\"]", "[[1],2]", "[[\"a\"]]", "[1.5]", "[4294967296]")) {
            assertThatThrownBy(() -> input(wrong)).as(wrong).isInstanceOf(JacksonException.class);
        }
    }

    @Test
    void fieldsThatTheRecordDoesNotKnowSurvive() {
        String json = "{\"model\":\"m\",\"input\":[\"a\"],\"dimensions\":3,\"truncate\":\"END\"}";

        EmbeddingsRequest request = WireJson.mapper().readValue(json, EmbeddingsRequest.class);

        assertThat(wire(request)).isEqualTo(WireJson.mapper().readTree(json));
    }

    @Test
    void aVectorIsTheSameAsNumbersAndAsLittleEndianBase64() {
        float[] numbers = {1, -0.5f, 0};

        JsonNode array = wire(Embeddings.Vector.of(numbers, false));
        JsonNode base64 = wire(Embeddings.Vector.of(numbers, true));

        assertThat(array.toString()).isEqualTo("[1.0,-0.5,0.0]");
        assertThat(base64.stringValue()).isEqualTo("AACAPwAAAL8AAAAA");
        assertThat(WireJson.mapper().treeToValue(array, Embeddings.Vector.class).numbers())
                .containsExactly(numbers);
        assertThat(WireJson.mapper()
                        .treeToValue(base64, Embeddings.Vector.class)
                        .numbers())
                .containsExactly(numbers);
    }

    @Test
    void aDocumentIsAStringOrAnObjectWithText() {
        String json =
                "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",{\"text\":\"b\",\"id\":7},{\"id\":8}],\"top_n\":1}";

        RerankRequest request = WireJson.mapper().readValue(json, RerankRequest.class);

        assertThat(request.documents()).extracting(RerankRequest.Document::text).containsExactly("a", "b", null);
        assertThat(wire(request)).isEqualTo(WireJson.mapper().readTree(json));
    }

    @Test
    void oneSearchUnitIsAHundredDocuments() {
        assertThat(Reranking.Counts.of(5, 100).billedUnits().searchUnits()).isEqualTo(1);
        assertThat(Reranking.Counts.of(5, 101).billedUnits().searchUnits()).isEqualTo(2);
    }

    private static EmbeddingsRequest.Input input(String json) {
        return WireJson.mapper().readValue(json, EmbeddingsRequest.Input.class);
    }

    private static JsonNode wire(Object value) {
        return WireJson.mapper().readTree(WireJson.mapper().writeValueAsBytes(value));
    }
}
