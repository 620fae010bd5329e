package dev.llmaas.platform;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.pool.ReplicaSpec;
import dev.llmaas.inference.pool.UpstreamSpec;
import dev.llmaas.platform.catalog.CommandConfig;
import dev.llmaas.platform.catalog.ModelConfig;
import dev.llmaas.platform.catalog.UpstreamConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which replicas a configured model has. Stateless. */
final class ReplicaPlan {
    private static final String OPENAI = "openai+";
    private static final String KEY_FILE = "key-file=";

    private ReplicaPlan() {}

    /**
     * One replica for a file, a program or a single server, and one for each of several servers.
     *
     * @param after the replica that is started first, or null
     */
    static List<ReplicaSpec> of(ModelConfig model, Path natives, @Nullable String after) {
        Integer gpuLayers = model.gpuLayers();
        String device = model.device();
        EngineSpec engine = new EngineSpec(
                model.engineUri(),
                model.id(),
                model.slots(),
                model.contextTokens(),
                model.threads(),
                natives,
                new EngineSpec.Place(
                        gpuLayers == null ? EngineSpec.Place.ANY.gpuLayers() : gpuLayers,
                        device == null ? EngineSpec.Place.ANY.device() : device));
        CommandConfig command = model.command();
        if (command != null) {
            return List.of(new ReplicaSpec(model.id(), engine, after, command.spec(), null));
        }
        if (model.upstreams().isEmpty()) {
            return List.of(new ReplicaSpec(model.id(), engine, after, null, single(model.upstream())));
        }
        List<ReplicaSpec> replicas = new ArrayList<>();
        for (UpstreamConfig upstream : model.upstreams()) {
            // No model can have such an id, so no two replicas get the same.
            String id = replicas.isEmpty() ? model.id() : "%s~%d".formatted(model.id(), replicas.size() + 1);
            replicas.add(new ReplicaSpec(id, engine, null, null, upstream.spec()));
        }
        return replicas;
    }

    /** The server of {@code openai+https://host:port/v1?key-file=/path}; null if it has another form, which the pool says. */
    private static @Nullable UpstreamSpec single(@Nullable URI upstream) {
        if (upstream == null || upstream.getHost() == null || upstream.getUserInfo() != null) {
            return null;
        }
        String text = upstream.toString();
        String query = upstream.getQuery();
        if (!text.startsWith(OPENAI) || (query != null && !query.startsWith(KEY_FILE))) {
            return null;
        }
        String address = text.substring(OPENAI.length()).replaceFirst("\\?.*", "");
        Path keyFile = query == null ? null : Path.of(query.substring(KEY_FILE.length()));
        return new UpstreamSpec(URI.create(address), keyFile, null, "", UpstreamSpec.STANDARD_WAITS);
    }
}
