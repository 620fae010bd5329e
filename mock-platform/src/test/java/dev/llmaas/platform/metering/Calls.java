package dev.llmaas.platform.metering;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.quota.Budget;
import dev.llmaas.platform.quota.Hold;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Calls with good defaults: 8,000 nano-euros an output token, 1,800 a prompt token, as the price sheet has it. */
public record Calls(String key, String model, Outcome outcome, long promptTokens, long completionTokens) {
    public static final OrganizationId ORGANIZATION = new OrganizationId("org_1");
    public static final ProjectId PROJECT = new ProjectId("prj_1");
    public static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    public static final long OUTPUT_PRICE = 8_000;
    public static final long PROMPT_PRICE = 1_800;

    public static Calls aCall() {
        return new Calls("key_1", "small", Outcome.COMPLETED, 10, 20);
    }

    public Calls withKey(String other) {
        return new Calls(other, model, outcome, promptTokens, completionTokens);
    }

    public Calls withModel(String other) {
        return new Calls(key, other, outcome, promptTokens, completionTokens);
    }

    public Calls withOutcome(Outcome other) {
        return new Calls(key, model, other, promptTokens, completionTokens);
    }

    public Calls withTokens(long prompt, long completion) {
        return new Calls(key, model, outcome, prompt, completion);
    }

    public Money spend() {
        return new Money(promptTokens * PROMPT_PRICE + completionTokens * OUTPUT_PRICE);
    }

    public Entry entry(String requestId, long startedAtMs) {
        return entry(requestId, startedAtMs, 0, 0);
    }

    public Entry entry(String requestId, long startedAtMs, long documents, long audioSeconds) {
        return new Entry(
                requestId,
                ORGANIZATION,
                PROJECT,
                new ApiKeyId(key),
                "name of " + key,
                model,
                "/v1/chat/completions",
                outcome,
                Usage.of(promptTokens, 0, completionTokens, 0),
                documents,
                audioSeconds,
                spend(),
                completionTokens == 0 ? null : 40L,
                startedAtMs);
    }

    public static Budget budget(String key, @Nullable Long perHour, @Nullable Long perDay, @Nullable Money perMonth) {
        return new Budget(new ApiKeyId(key), PARIS, new KeyLimits(perHour, perDay, perMonth));
    }

    /** A hold of so many output tokens at their price. */
    public static Hold hold(long outputTokens) {
        return new Hold(outputTokens, new Money(outputTokens * OUTPUT_PRICE));
    }
}
