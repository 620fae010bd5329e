package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.console.desktop.playground.JsonProblem.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedJsonTest {
    @Test
    void nothingTypedIsNoProblem() {
        assertThat(TypedJson.tools("  ")).isEqualTo(new TypedJson<>(null, null));
        assertThat(TypedJson.schema("")).isEqualTo(new TypedJson<>(null, null));
    }

    @Test
    void aFunctionAloneIsTakenForATool() {
        var tools = TypedJson.tools("{\"name\":\"a\",\"parameters\":{}}").value();

        assertThat(tools).singleElement().satisfies(tool -> {
            assertThat(tool.at("/type").asString()).isEqualTo("function");
            assertThat(tool.at("/function/name").asString()).isEqualTo("a");
        });
    }

    @Test
    void aListOfToolsStaysAsItIs() {
        String typed = "[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"name\":\"b\"}]";

        assertThat(TypedJson.tools(typed).value()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{]                          | NOT_JSON          |",
                "[]                           | NOT_TOOLS         |",
                "[3]                          | NOT_TOOLS         |",
                "[{\"name\":\"a\"},{}]         | TOOL_WITHOUT_NAME | 2",
                "[{\"name\":\"a\"},{\"name\":\"a\"}] | TOOL_TWICE  | a"
            })
    void whatIsNoToolIsToldWithItsPlace(String typed, Kind kind, String detail) {
        JsonProblem problem = TypedJson.tools(typed).problem();

        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.detail()).isEqualTo(detail == null ? "" : detail);
    }

    @Test
    void theLineThatIsNotJsonIsNamed() {
        JsonProblem problem = TypedJson.schema("{\n  \"type\": oops\n}").problem();

        assertThat(problem.kind()).isEqualTo(Kind.NOT_JSON);
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isGreaterThan(2);
    }

    @Test
    void aSchemaMustSayWhatItDescribes() {
        assertThat(TypedJson.schema("[1]").problem().kind()).isEqualTo(Kind.NOT_A_SCHEMA);
        assertThat(TypedJson.schema("{}").problem().kind()).isEqualTo(Kind.NOT_A_SCHEMA);
        assertThat(TypedJson.schema("{\"properties\":{}}").problem()).isNull();
    }
}
