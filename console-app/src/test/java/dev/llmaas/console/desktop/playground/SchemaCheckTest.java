package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.console.desktop.playground.SchemaCheck.Breach;
import dev.llmaas.console.desktop.playground.SchemaCheck.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {
    private static final String PERSON = """
            {"type":"object","additionalProperties":false,"required":["name","age"],
             "properties":{"name":{"type":"string","minLength":2,"pattern":"^[A-Z]"},
              "age":{"type":"integer","minimum":0,"maximum":150},
              "role":{"enum":["owner","guest"]},
              "tags":{"type":"array","items":{"type":"string"},"maxItems":2},
              "boss":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}}""";

    @Test
    void whatFitsHasNoBreach() {
        assertThat(breaches("""
                {"name":"Ada","age":36.0,"role":"owner","tags":["x"],"boss":{"name":"Bo","age":1,"boss":null}}""")).isEmpty();
    }

    @Test
    void eachBreachIsToldWithItsPlace() {
        assertThat(breaches("""
                {"name":"a","role":"king","tags":["x",3,"y"],"extra":1}"""))
                .containsExactlyInAnyOrder(
                        new Breach("", Kind.MISSING, "age"),
                        new Breach("", Kind.SURPLUS, "extra"),
                        new Breach("/name", Kind.BOUND, "minLength 2"),
                        new Breach("/name", Kind.VALUE, "^[A-Z]"),
                        new Breach("/role", Kind.VALUE, "[\"owner\",\"guest\"]"),
                        new Breach("/tags", Kind.BOUND, "maxItems 2"),
                        new Breach("/tags/1", Kind.TYPE, "string"));
    }

    @Test
    void anotherTypeIsOneBreachHoweverMuchItLacks() {
        assertThat(breaches("[1]")).containsExactly(new Breach("", Kind.TYPE, "object"));
        assertThat(breaches("{\"name\":\"Ada\",\"age\":1,\"boss\":3}"))
                .containsExactly(new Breach("/boss", Kind.TYPE, "anyOf"));
    }

    @Test
    void aSchemaThatRefersToItselfForEverEnds() {
        assertThat(SchemaCheck.breaches(
                        WireJson.mapper().readTree("{\"$ref\":\"#\"}"),
                        WireJson.mapper().readTree("1")))
                .isEmpty();
    }

    private static List<Breach> breaches(String json) {
        return SchemaCheck.breaches(
                WireJson.mapper().readTree(PERSON), WireJson.mapper().readTree(json));
    }
}
