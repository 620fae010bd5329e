package dev.llmaas.api.admin;

import dev.llmaas.api.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be.
 *
 * @param projectId whose consumption it is; null for the caller's first project
 * @param name 1 to 100 characters
 * @param expiresAtMs milliseconds since 1970, in the future; null for never
 * @param models the models it may call; null or empty means all
 * @param limits its limits; null means none
 */
public record NewApiKey(
        @Nullable ProjectId projectId,
        String name,
        @Nullable Long expiresAtMs,
        @Nullable List<String> models,
        @Nullable KeyLimits limits) {}
