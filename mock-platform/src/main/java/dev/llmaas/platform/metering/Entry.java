package dev.llmaas.platform.metering;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A finished call, as the ledger takes it.
 *
 * @param requestId names the call; the ledger takes each once
 * @param organizationId whose contract it is
 * @param projectId whose consumption it is
 * @param keyId the key that called
 * @param keyName what people call the key
 * @param model the model that ran
 * @param endpoint for instance {@code /v1/chat/completions}
 * @param outcome how it ended
 * @param usage what the engine counted
 * @param documents documents ranked, 0 for other calls
 * @param audioSeconds seconds of speech heard, each begun second whole, 0 for other calls
 * @param spend its price
 * @param timeToFirstTokenMs from the request to the first token, or null if there was none
 * @param startedAtMs when the request arrived, milliseconds since 1970
 */
public record Entry(
        String requestId,
        OrganizationId organizationId,
        ProjectId projectId,
        ApiKeyId keyId,
        String keyName,
        String model,
        String endpoint,
        Outcome outcome,
        Usage usage,
        long documents,
        long audioSeconds,
        Money spend,
        @Nullable Long timeToFirstTokenMs,
        long startedAtMs) {
    /** Whether nothing was used: such a call is voided, not recorded. */
    public boolean isEmpty() {
        return usage.promptTokens() == 0
                && usage.completionTokens() == 0
                && documents == 0
                && audioSeconds == 0
                && spend.nanoEuros() == 0;
    }
}
