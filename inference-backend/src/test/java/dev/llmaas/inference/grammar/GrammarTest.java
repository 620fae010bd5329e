package dev.llmaas.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"string\"}},\"required\":[\"a\"]} | {\"a\":1} {\"a\": 1,\"b\":\"x\"} {\"a\":-7, \"b\": \"\\u00e9é\"} | {} {\"b\":\"x\"} {\"a\":1,} {\"a\":01} {\"a\":1,\"a\":2} {\"b\":\"x\",\"a\":1} {\"a\":1.0} {\"a\":1,\"c\":2}",
                "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":1,\"maxItems\":2} | [true] [true,false] [true, true] | [] [true,true,true] [1]",
                "{\"type\":[\"string\",\"null\"],\"maxLength\":2} | null \"\" \"ab\" \"\\ud83d\\ude00x\" \"😀😀\" | \"abc\" 1 \"\\ud83d\" \"😀😀😀\"",
                "{\"type\":\"integer\",\"minimum\":-5,\"maximum\":120} | -5 -1 0 9 10 99 100 119 120 | -6 -0 121 200 1000 00 007",
                "{\"type\":\"number\",\"exclusiveMinimum\":0,\"maximum\":1.5} | 0.1 0.0001 1 1.5 1.50 1.49 | 0 0.0 1.51 1.6 2 -1",
                "{\"enum\":[\"red\",\"green\",null,3]} | \"red\" null 3 | \"blue\" 4 \"re\"",
                "{\"type\":\"string\",\"pattern\":\"^[a-c]{2}\\\\d$\"} | \"ab1\" \"cc0\" | \"ab\" \"abc\" \"xab1\"",
                "{\"type\":\"string\",\"format\":\"date\"} | \"2024-02-29\" \"2023-12-31\" | \"2023-02-29\" \"2023-13-01\" \"2023-04-31\"",
                "{\"type\":\"integer\",\"multipleOf\":5} | 0 5 10 -15 | 1 12 -4",
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"},\"minProperties\":1,\"maxProperties\":2} | {\"x\":1} {\"x\":1,\"y\":2} | {} {\"x\":1,\"y\":2,\"z\":3} {\"x\":true}",
                "{\"$ref\":\"#/$defs/t\",\"$defs\":{\"t\":{\"type\":\"object\",\"properties\":{\"n\":{\"$ref\":\"#/$defs/t\"}}}}} | {} {\"n\":{\"n\":{}}} | {\"n\":1} {\"m\":{}}",
                "{\"oneOf\":[{\"type\":\"object\",\"properties\":{\"k\":{\"const\":\"a\"},\"x\":{\"type\":\"integer\"}},\"required\":[\"k\",\"x\"]},{\"type\":\"object\",\"properties\":{\"k\":{\"const\":\"b\"}},\"required\":[\"k\"]}]} | {\"k\":\"a\",\"x\":1} {\"k\":\"b\"} | {\"k\":\"a\"} {\"k\":\"b\",\"x\":1}",
                "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]},{\"properties\":{\"a\":{\"minimum\":3},\"b\":{\"type\":\"null\"}},\"required\":[\"b\"]}]} | {\"a\":3,\"b\":null} | {\"a\":2,\"b\":null} {\"a\":3}",
            })
    void sentencesOfASchemaAreTakenAndOthersAreNot(String schema, String taken, String refused) {
        Grammar grammar = compile(schema);

        // A blank within a text follows a comma or a colon.
        for (String text : taken.split("(?<![,:]) ")) {
            assertThat(takes(grammar, text)).as("%s takes %s", schema, text).isTrue();
        }
        for (String text : refused.split("(?<![,:]) ")) {
            assertThat(takes(grammar, text)).as("%s takes %s", schema, text).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "#/properties/a/not | {\"properties\":{\"a\":{\"not\":{\"type\":\"string\"}}}}",
                "#/items/if | {\"type\":\"array\",\"items\":{\"if\":{}}}",
                "#/properties/x~1y/mystery | {\"properties\":{\"x/y\":{\"mystery\":1}}}",
                "#/uniqueItems | {\"type\":\"array\",\"uniqueItems\":true}",
                "#/format | {\"type\":\"string\",\"format\":\"moon-phase\"}",
                "#/pattern | {\"type\":\"string\",\"pattern\":\"(?=a)b\"}",
                "#/pattern | {\"type\":\"string\",\"pattern\":\"(a)\\\\1\"}",
                "#/pattern | {\"type\":\"string\",\"pattern\":\"[a\"}",
                "#/pattern | {\"type\":\"string\",\"pattern\":\"a{2,1}\"}",
                "#/pattern | {\"type\":\"string\",\"pattern\":\"^.*a.{30}$\"}",
                "#/pattern | {\"type\":\"string\",\"pattern\":\"((a{999}){999}){999}\"}",
                "#/$ref | {\"$ref\":\"https://example.com/schema\"}",
                "#/$ref | {\"$ref\":\"#/$defs/none\"}",
                "#/$defs/a | {\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}",
                "#/oneOf | {\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}",
                "#/minLength | {\"type\":\"string\",\"minLength\":\"x\"}",
                "#/minimum | {\"type\":\"number\",\"minimum\":1e300}",
                "#/type | {\"type\":\"text\"}",
                "#/maxItems | {\"type\":\"array\",\"maxItems\":20000}",
                "#/minItems | {\"type\":\"array\",\"minItems\":20000,\"maxItems\":30000}",
                "#/allOf/1/minItems | {\"allOf\":[{\"type\":\"array\"},{\"minItems\":20000}]}",
                "#/maxLength | {\"type\":\"string\",\"maxLength\":20000}",
                "#/minLength | {\"type\":\"string\",\"minLength\":20000}",
                "#/maxLength | {\"type\":\"string\",\"pattern\":\"a\",\"maxLength\":20000}",
                "#/properties/a/allOf/1/maxLength | {\"type\":\"object\",\"properties\":{\"a\":{\"allOf\":[{\"type\":\"string\"},{\"maxLength\":10001}]}},\"required\":[\"a\"]}",
                "#/propertyNames/maxLength | {\"type\":\"object\",\"propertyNames\":{\"maxLength\":20000}}",
                "#/minProperties | {\"type\":\"object\",\"minProperties\":65,\"maxProperties\":70}",
                "# | false",
                "# | {\"type\":\"integer\",\"minimum\":2,\"maximum\":1}",
                "# | {\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}",
                "# | {\"type\":\"object\",\"properties\":{},\"additionalProperties\":false,\"required\":[\"a\"]}",
                "#/enum | {\"enum\":[]}",
                "# | [1]",
            })
    void whatCannotBeEnforcedIsRefusedWithThePointerToIt(String pointer, String schema) {
        assertThatThrownBy(() -> compile(schema)).isInstanceOfSatisfying(GrammarException.class, refused -> {
            assertThat(refused.path()).isEqualTo("schema" + pointer);
            assertThat(refused.sentence()).endsWith(".");
        });
    }

    @Test
    void aSchemaThatDoublesItselfIsRefused() {
        StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (int i = 0; i < 40; i++) {
            schema.append(
                    "\"d%d\":{\"allOf\":[{\"anyOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"minimum\":%d}]},{\"anyOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"maximum\":%d}]}]},"
                            .formatted(i, i + 1, i, i + 1, 1000 - i));
        }
        schema.append("\"d40\":{\"type\":\"integer\"}}}");

        assertThatThrownBy(() -> compile(schema.toString()))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("256");
    }

    @Test
    void readingsOfAnAmbiguousSchemaDoNotMultiply() {
        String branch = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}";
        Grammar grammar = compile("{\"anyOf\":[" + branch + "," + branch + "," + branch + "]}");

        assertThat(takes(grammar, "{\"a\":".repeat(200) + "{}" + "}".repeat(200)))
                .isTrue();
    }

    @Test
    void onlyTheTokensThatMayComeNextAreAllowed() {
        List<String> tokens = List.of("{", "{\"", "\"a", "\"a\":", "a", "\"", ":", "1", "12", "x", "}", "", " ", "\"b");
        TokenIndex index =
                TokenIndex.of(tokens.size(), token -> tokens.get(token).getBytes(StandardCharsets.UTF_8));
        Walker walker = new Walker(
                compile(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"maximum\":9}},\"required\":[\"a\"]}"));

        walker.take("{".getBytes(StandardCharsets.UTF_8));
        assertThat(texts(tokens, allowed(walker, index))).containsExactlyInAnyOrder("\"", "\"a", "\"a\":");
        walker.take("\"a\":".getBytes(StandardCharsets.UTF_8));
        assertThat(texts(tokens, allowed(walker, index))).containsExactlyInAnyOrder("1", " ");
        walker.take("1".getBytes(StandardCharsets.UTF_8));
        assertThat(texts(tokens, allowed(walker, index))).containsExactly("}");
        assertThat(walker.mayEnd()).isFalse();
        walker.take("}".getBytes(StandardCharsets.UTF_8));
        assertThat(walker.mustEnd()).isTrue();
        assertThat(allowed(walker, index).isEmpty()).isTrue();
    }

    @Test
    void textBeforeAMarkIsFreeAndWhatFollowsTheMarkIsNot() {
        Shape call = Shape.sequence(
                new Shape.Text("<call>"), Shape.json(WireJson.mapper().readTree("{\"type\":\"boolean\"}"), "x"));
        Grammar grammar =
                Shape.sequence(new Shape.Prose("<call>"), Shape.optional(call)).compile();

        assertThat(takes(grammar, "")).isTrue();
        assertThat(takes(grammar, "just text < <c <cal <call true")).isTrue();
        assertThat(takes(grammar, "text <<call>true")).isTrue();
        assertThat(takes(grammar, "<call>")).isFalse();
        assertThat(takes(grammar, "<call>1")).isFalse();
        assertThat(takes(grammar, "<call>true more")).isFalse();
    }

    private static List<String> texts(List<String> tokens, BitSet allowed) {
        return allowed.stream().mapToObj(tokens::get).toList();
    }

    private static BitSet allowed(Walker walker, TokenIndex index) {
        Walker.Search search = walker.search(index);
        assertThat(search.go(Long.MAX_VALUE)).isTrue();
        return search.allowed();
    }

    private static Grammar compile(String schema) {
        return Shape.json(WireJson.mapper().readTree(schema), "schema").compile();
    }

    private static boolean takes(Grammar grammar, String text) {
        Walker walker = new Walker(grammar);
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            byte[] piece = {value};
            if (!walker.accepts(piece)) {
                return false;
            }
            walker.take(piece);
        }
        return walker.mayEnd();
    }
}
