package dev.llmaas.api.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.api.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /admin/v1/events} carries, one JSON object an event with its {@code type}. Events never hold content.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlatformEvent.RequestSettled.class, name = "request_settled"),
    @JsonSubTypes.Type(value = PlatformEvent.LoadSampled.class, name = "load_sampled"),
    @JsonSubTypes.Type(value = PlatformEvent.ReplicasSampled.class, name = "replicas_sampled"),
    @JsonSubTypes.Type(value = PlatformEvent.ReplicaChanged.class, name = "replica_changed"),
    @JsonSubTypes.Type(value = PlatformEvent.KeyChanged.class, name = "key_changed"),
    @JsonSubTypes.Type(value = PlatformEvent.Reset.class, name = "reset")
})
public sealed interface PlatformEvent {
    /** When it happened, milliseconds since 1970. */
    long atMs();

    /**
     * A call is in the ledger.
     *
     * @param atMs when it settled
     * @param requestId names the call
     * @param projectId whose consumption it is
     * @param keyId the key that called
     * @param keyName what people call the key
     * @param model the model that ran
     * @param endpoint for instance {@code /v1/chat/completions}
     * @param outcome how it ended
     * @param usage what the engine counted
     * @param documents documents ranked, 0 for other calls
     * @param audioSeconds seconds of speech heard, 0 for other calls
     * @param spend its price
     * @param timeToFirstTokenMs from the request to the first token, or null if there was none
     * @param durationMs from the request to its end
     */
    record RequestSettled(
            long atMs,
            String requestId,
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
            long durationMs)
            implements PlatformEvent {}

    /**
     * The load of this moment, several times a second while somebody watches.
     *
     * @param atMs when it was measured
     * @param activeRequests calls that run
     * @param models one entry a model that is loaded
     */
    record LoadSampled(long atMs, int activeRequests, List<ModelLoad> models) implements PlatformEvent {
        /** Copies its list. */
        public LoadSampled {
            models = List.copyOf(models);
        }
    }

    /**
     * The load of one model.
     *
     * @param model its name
     * @param running requests being computed
     * @param waiting requests in the queue
     * @param outputTokensPerSecond tokens that left since the sample before, per second
     */
    record ModelLoad(String model, int running, int waiting, double outputTokensPerSecond) {}

    /**
     * The load of each replica, with {@link LoadSampled} for those who may see the pool.
     *
     * @param atMs when it was measured
     * @param replicas one entry a replica
     */
    record ReplicasSampled(long atMs, List<ReplicaSample> replicas) implements PlatformEvent {
        /** Copies its list. */
        public ReplicasSampled {
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * The load of one replica.
     *
     * @param id names it
     * @param load how busy it is
     */
    record ReplicaSample(String id, ReplicaLoad load) {}

    /**
     * A runner changed its state.
     *
     * @param atMs when
     * @param replica how it stands now
     */
    record ReplicaChanged(long atMs, Replica replica) implements PlatformEvent {}

    /**
     * A key was created or revoked; whoever shows keys reads them again.
     *
     * @param atMs when
     * @param keyId the key
     * @param change {@code created} or {@code revoked}
     */
    record KeyChanged(long atMs, ApiKeyId keyId, String change) implements PlatformEvent {}

    /**
     * The subscriber missed events; it must read the present state again.
     *
     * @param atMs when
     */
    record Reset(long atMs) implements PlatformEvent {}
}
