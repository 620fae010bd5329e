package dev.llmaas.platform.access;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.KeyLimits;
import java.time.ZoneId;
import java.util.List;

/**
 * The key behind an inference call: whose consumption it is and what it may do. Immutable.
 *
 * @param organizationId the organisation that pays
 * @param zone the organisation's time zone; days and months of its limits follow it
 * @param projectId whose consumption it is
 * @param keyId the key that called
 * @param keyName what people call the key
 * @param models the models it may call; empty means all
 * @param limits its limits
 */
public record Caller(
        OrganizationId organizationId,
        ZoneId zone,
        ProjectId projectId,
        ApiKeyId keyId,
        String keyName,
        List<String> models,
        KeyLimits limits) {
    /** Copies its list. */
    public Caller {
        models = List.copyOf(models);
    }

    /** Whether the key may call this model. */
    public boolean mayCall(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /** Says nothing that people wrote. */
    @Override
    public String toString() {
        return "Caller[%s]".formatted(keyId);
    }
}
