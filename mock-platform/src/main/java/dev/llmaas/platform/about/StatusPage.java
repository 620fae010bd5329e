package dev.llmaas.platform.about;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.ModelStage;
import dev.llmaas.api.admin.ModelStatus;
import dev.llmaas.api.admin.ModelStatus.Tokens;
import dev.llmaas.api.admin.PlatformStatus;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells everybody how the models stand, from what the pool says of them and from the latest real calls; nothing is called
 * to find out. Looks at most once in {@link Limits#STATUS_LIFE}, however many ask. Thread-safe.
 */
public final class StatusPage {
    private static final double MS_PER_SECOND = 1_000;

    private final Supplier<List<CatalogModel>> models;
    private final Supplier<List<RequestSettled>> calls;
    private final InstantSource clock;
    private volatile @Nullable Look latest;

    private record Look(long atMs, List<CatalogModel> models, List<RequestSettled> calls) {}

    /**
     * A page about these.
     *
     * @param models all models, each with whether it can answer now
     * @param calls the latest calls, the oldest first
     */
    public StatusPage(Supplier<List<CatalogModel>> models, Supplier<List<RequestSettled>> calls, InstantSource clock) {
        this.models = models;
        this.calls = calls;
        this.clock = clock;
    }

    /** How the platform stands. */
    PlatformStatus platform() {
        Look look = look();
        List<String> failed = look.models.stream()
                .filter(model -> !model.available())
                .map(CatalogModel::id)
                .toList();
        int total = look.models.size();
        int operational = total - failed.size();
        String status = failed.isEmpty() ? "operational" : operational == 0 ? "outage" : "degraded";
        String message = switch (status) {
            case "operational" -> "All models can answer.";
            case "degraded" -> "%d of %d models cannot answer now.".formatted(failed.size(), total);
            default -> "No model can answer now.";
        };
        return new PlatformStatus(
                status, message, Instant.ofEpochMilli(look.atMs), new PlatformStatus.Stats(operational, total), failed);
    }

    /**
     * How a model stands.
     *
     * @throws PlatformException {@code model_not_found}
     */
    ModelStatus model(String id) {
        Look look = look();
        CatalogModel model = look.models.stream()
                .filter(one -> one.id().equals(id) || one.aliases().contains(id))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.MODEL_NOT_FOUND, "There is no model of that name here.", "model"));
        long since = look.atMs - Limits.STATUS_WINDOW.toMillis();
        List<RequestSettled> calls = look.calls.stream()
                .filter(call -> call.model().equals(model.id()) && call.atMs() >= since)
                .toList();
        boolean failed = !calls.isEmpty() && calls.getLast().outcome() == Outcome.ENGINE_FAILED;
        int status = !model.available() ? 503 : failed ? 502 : 200;
        return new ModelStatus(model.id(), status == 200, firstToken(calls), speed(calls), tokens(calls), status);
    }

    private static @Nullable Long firstToken(List<RequestSettled> calls) {
        List<Long> waits = calls.stream()
                .map(RequestSettled::timeToFirstTokenMs)
                .flatMap(Stream::ofNullable)
                .sorted(Comparator.naturalOrder())
                .toList();
        return waits.isEmpty() ? null : waits.get(waits.size() / 2);
    }

    /** The first token of a call waits for the prompt, so it does not count. */
    private static @Nullable Double speed(List<RequestSettled> calls) {
        long tokens = 0;
        long ms = 0;
        for (RequestSettled call : calls) {
            Long first = call.timeToFirstTokenMs();
            if (first != null && call.usage().completionTokens() > 1) {
                tokens += call.usage().completionTokens() - 1;
                ms += call.durationMs() - first;
            }
        }
        return tokens == 0 || ms <= 0 ? null : Math.round(tokens * MS_PER_SECOND * 10 / ms) / 10.0;
    }

    private static @Nullable Tokens tokens(List<RequestSettled> calls) {
        if (calls.isEmpty()) {
            return null;
        }
        long read =
                calls.stream().mapToLong(call -> call.usage().promptTokens()).sum();
        long made = calls.stream()
                .mapToLong(call -> call.usage().completionTokens())
                .sum();
        return new Tokens(read, made, read + made);
    }

    private Look look() {
        Look known = latest;
        long now = clock.millis();
        if (known != null && now - known.atMs < Limits.STATUS_LIFE.toMillis()) {
            return known;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<CatalogModel> offered = models.get().stream()
                .filter(model -> model.life().stage(today) != ModelStage.RETIRED)
                .toList();
        Look fresh = new Look(now, offered, calls.get());
        latest = fresh;
        return fresh;
    }
}
