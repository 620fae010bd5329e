package dev.llmaas.platform.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ProjectId;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.guardrail.Guardrails.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * How often guardrails are right, on attacks and on the texts of people who mean no harm, in seven languages. The corpus was
 * written for this test, the harmless texts with the words of attacks on purpose; the rules were seen by its writer, so the
 * figures are a bound for what may get worse, not a promise.
 */
class GuardrailCorpusTest {
    private static final double FALSE_ALARMS_MAX = 0.01;
    private static final double DETECTED_MIN = 0.95;

    private final Guardrails guardrails = new Guardrails(_ -> GuardrailsConfig.STANDARD.modes());

    private record Sample(String language, String text) {}

    @Test
    void harmlessTextsPassAndAttacksDoNot() throws IOException {
        List<Sample> harmless = samples("benign.tsv");
        List<Sample> attacks = samples("attacks.tsv");
        assertThat(harmless).hasSizeGreaterThanOrEqualTo(300);
        assertThat(attacks).hasSizeGreaterThanOrEqualTo(150);

        List<String> falseAlarms = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        Map<String, Integer> codes = new TreeMap<>();
        for (Sample sample : harmless) {
            if (!codes(sample.text()).isEmpty()) {
                falseAlarms.add(sample.text() + " " + codes(sample.text()));
            }
        }
        for (Sample sample : attacks) {
            List<String> found = codes(sample.text());
            found.forEach(code -> codes.merge(code, 1, Integer::sum));
            if (found.isEmpty()) {
                missed.add(sample.text());
                System.err.println("guardrails: missed " + sample.text());
            }
        }

        System.err.printf(
                "guardrails: %d of %d harmless texts stopped (%.2f %%), %d of %d attacks found (%.1f %%), %s%n",
                falseAlarms.size(),
                harmless.size(),
                100.0 * falseAlarms.size() / harmless.size(),
                attacks.size() - missed.size(),
                attacks.size(),
                100.0 * (attacks.size() - missed.size()) / attacks.size(),
                codes);
        assertThat(falseAlarms).hasSizeLessThanOrEqualTo((int) (harmless.size() * FALSE_ALARMS_MAX));
        assertThat(missed).hasSizeLessThanOrEqualTo((int) (attacks.size() * (1 - DETECTED_MIN)));
    }

    @Test
    void aGlanceAtTheBytesMissesNothingThatALookWouldFind() throws IOException {
        for (Sample sample : samples("attacks.tsv")) {
            boolean found = !codes(sample.text()).isEmpty();
            ObjectNode body = WireJson.mapper().createObjectNode();
            body.putArray("messages").addObject().put("role", "user").put("content", sample.text());
            assertThat(Suspicion.isWorthALook(WireJson.mapper().writeValueAsBytes(body)) || !found)
                    .as(sample.text())
                    .isTrue();
        }
    }

    @Test
    void mostHarmlessTextsPassAtAGlance() throws IOException {
        List<Sample> harmless = samples("benign.tsv").stream()
                .filter(sample -> List.of("en", "fr", "de", "es", "it").contains(sample.language()))
                .toList();

        long looked = harmless.stream()
                .filter(sample -> Suspicion.isWorthALook(sample.text().getBytes(StandardCharsets.UTF_8)))
                .count();

        System.err.printf("guardrails: %d of %d western texts need a closer look%n", looked, harmless.size());
        assertThat(looked).isLessThan(harmless.size() * 2 / 3);
    }

    private static List<Sample> samples(String file) throws IOException {
        try (InputStream stream = GuardrailCorpusTest.class.getResourceAsStream("/guardrail/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", 2))
                    .map(parts -> new Sample(parts[0], parts[1]))
                    .toList();
        }
    }

    private List<String> codes(String text) {
        return guardrails.findings(new ProjectId("prj_1"), text).stream()
                .map(Finding::code)
                .toList();
    }
}
