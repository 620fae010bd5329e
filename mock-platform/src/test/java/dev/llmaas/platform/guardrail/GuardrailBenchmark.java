package dev.llmaas.platform.guardrail;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.access.Caller;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a look costs a request: run its main. */
final class GuardrailBenchmark {
    private static final int LOOKS = 1_000;
    private static final int ROUNDS = 4;

    private GuardrailBenchmark() {}

    public static void main(String[] arguments) {
        Guardrails guardrails = guardrails(GuardrailsConfig.STANDARD.modes());
        Caller caller = new Caller(
                new OrganizationId("org_1"),
                ZoneOffset.UTC,
                new ProjectId("prj_1"),
                new ApiKeyId("key_1"),
                "bench",
                List.of(),
                KeyLimits.NONE);
        String plain = "The harbour was quiet that morning, and the boats had not left yet. ";
        String close = "The instructions of the printer say that filters and rules may be limited. ";
        String foreign = "今日は天気がいいので、港まで散歩に行きました。";
        for (int round = 0; round < ROUNDS; round++) {
            System.err.printf(
                    "microseconds a request: %.1f short, %.1f of 2 KB, %.1f of 2 KB with words of attacks, %.1f of 2 KB in Japanese, %.1f of 2 KB in one run of letters, %.0f of 100 KB, %.0f of 1 MB%n",
                    micros(guardrails, caller, body("Hello, what is this?"), LOOKS),
                    micros(guardrails, caller, body(plain.repeat(30)), LOOKS),
                    micros(guardrails, caller, body(close.repeat(27)), LOOKS),
                    micros(guardrails, caller, body(foreign.repeat(30)), LOOKS),
                    micros(guardrails, caller, body("z".repeat(2_000)), LOOKS),
                    micros(guardrails, caller, body(plain.repeat(1_500)), LOOKS / 100),
                    micros(guardrails, caller, body(plain.repeat(14_600)), LOOKS / 100));
        }
    }

    private static Guardrails guardrails(Map<GuardrailKind, GuardrailMode> modes) {
        return new Guardrails(_ -> modes);
    }

    private static byte[] body(String text) {
        ObjectNode body = WireJson.mapper().createObjectNode().put("model", "m");
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return WireJson.mapper().writeValueAsBytes(body);
    }

    private static double micros(Guardrails guardrails, Caller caller, byte[] body, int looks) {
        long before = System.nanoTime();
        for (int i = 0; i < looks; i++) {
            guardrails.inspect(caller, body);
        }
        return (System.nanoTime() - before) / 1e3 / looks;
    }
}
