package dev.llmaas.api.admin;

import java.time.Instant;
import java.util.List;

/**
 * How the platform stands, for everybody: {@code GET /api/platform-status}.
 *
 * @param status {@code operational}, {@code degraded} if some models cannot answer, {@code outage} if none can
 * @param message the same as a sentence
 * @param updatedAt when it was looked at
 * @param stats how many models there are
 * @param failedModels the models that cannot answer now
 */
public record PlatformStatus(String status, String message, Instant updatedAt, Stats stats, List<String> failedModels) {
    /** Copies its list. */
    public PlatformStatus {
        failedModels = List.copyOf(failedModels);
    }

    /**
     * How many models there are.
     *
     * @param operationalModels that can answer now
     * @param totalModels that are on offer
     */
    public record Stats(int operationalModels, int totalModels) {}
}
