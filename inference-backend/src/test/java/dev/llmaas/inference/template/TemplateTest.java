package dev.llmaas.inference.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TemplateTest {
    private static final JsonNode LANGUAGE =
            WireJson.mapper().readTree(ReferenceTemplatesTest.resource("language.json"));

    static Stream<JsonNode> language() {
        return LANGUAGE.path("cases").valueStream();
    }

    /** Small templates and what jinja2 3.1.6 with the settings of chat templates made of them. */
    @ParameterizedTest
    @MethodSource("language")
    void theLanguageWorksAsInTheReference(JsonNode expected) {
        String source = expected.path("template").stringValue();
        Map<String, Value> variables = new HashMap<>();
        LANGUAGE.path("variables")
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), ChatTemplate.value(entry.getValue())));

        if (expected.has("error")) {
            assertThatThrownBy(() -> render(source, variables)).isInstanceOf(TemplateException.class);
        } else {
            assertThat(render(source, variables))
                    .isEqualTo(expected.path("text").stringValue());
        }
    }

    @ParameterizedTest
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ValueSource(
            strings = {
                "{% for i in range(1000000) %}{% for j in range(1000000) %}{% endfor %}{% endfor %}",
                "{% for i in range(99999999999) %}{% endfor %}",
                "{{ 'a' * 99999999999 }}",
                "{{ [1] * 99999999999 }}",
                "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}",
                "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x == ns.x }}",
                "{% set ns = namespace(x=[1],y=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x < ns.y }}",
                "{% for x in [1,2] %}{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ loop.changed(ns.x) }}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(x) %}{{ m(x + 'aaaa') ~ m(x) }}{% endmacro %}{{ m('') }}",
                "{{ 'a'.replace('', 'b' * 1000000) }}",
                "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}",
                "{{ ('a' * 1000000)|indent('x' * 1000000, true) }}{{ ('\\n' * 1000000)|indent('x' * 1000000, true, true) }}",
                "{{ ('x' * 1000000).join(range(1000)|map('string')) }}",
                "{% for i in range(100000) %}{% set x = ('ab ' * 300000).split() %}{% endfor %}",
                "{{ range(3000)|map('string')|unique|list }}{% for i in range(99999) %}{{ range(3000)|unique|list|length }}{% endfor %}",
                "{{ 2 ** 999999999999 }}",
                "{{ 9223372036854775807 + 1 }}",
                "{{ -9223372036854775807 - 1000 }}",
                "{{ (-9223372036854775807 - 1)|abs }}",
                "{% for i in range(99999999) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }}{% endfor %}",
                "{% set x %}{% for i in range(1000000) %}{{ 'a' * 1000 }}{% endfor %}{% endset %}",
            })
    void aHostileTemplateEndsWithASentence(String source) {
        assertThatThrownBy(() -> render(source, Map.of()))
                .isInstanceOf(TemplateException.class)
                .message()
                .isNotBlank();
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileNestingEndsWithASentence() {
        for (String opening : new String[] {"(", "[", "{'a':", "not ", "-", "x(", "x[", "1 if "}) {
            assertThatThrownBy(() -> render("{{ " + opening.repeat(100_000), Map.of()))
                    .isInstanceOf(TemplateException.class);
        }
        for (String row : new String[] {".a", "|string", "[0]", "()", " + 1", " and 1", " if 1", " == 1"}) {
            assertThatThrownBy(() -> render("{{ zz" + row.repeat(100_000) + " }}", Map.of()))
                    .isInstanceOf(TemplateException.class);
        }
        for (String block : new String[] {"{% if 1 %}", "{% for x in [1] %}", "{% macro m() %}", "{% set x %}"}) {
            assertThatThrownBy(() -> render(block.repeat(100_000), Map.of())).isInstanceOf(TemplateException.class);
        }
    }

    @Test
    void aTemplateThatTakesTooLongIsStopped() {
        InstantSource hurried = new InstantSource() {
            private Instant now = Instant.EPOCH;

            @Override
            public Instant instant() {
                now = now.plus(Duration.ofSeconds(3));
                return now;
            }
        };

        assertThatThrownBy(() -> Template.parse("{% for i in range(100000) %}{{ i }}{% endfor %}")
                        .render(Map.of(), hurried, ZoneOffset.UTC))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("5,000 ms");
    }

    @Test
    void theDateIsWrittenAsPythonDoes() {
        String text = render("{{ strftime_now('%Y-%m-%d|%d %b %Y|%B %-d, %y|%A %a %H:%M:%S %I %p %j %%') }}", Map.of());

        assertThat(text).isEqualTo("2026-03-05|05 Mar 2026|March 5, 26|Thursday Thu 14:07:09 02 PM 064 %");
    }

    @Test
    void aMistakeNamesItsLine() {
        assertThatThrownBy(() -> Template.parse("a\nb\n{% if x %}\n{{ 1 + }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("line 4");
    }

    private static String render(String source, Map<String, Value> variables) {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-05T14:07:09Z"));
        return Template.parse(source).render(variables, clock, ZoneOffset.UTC);
    }
}
