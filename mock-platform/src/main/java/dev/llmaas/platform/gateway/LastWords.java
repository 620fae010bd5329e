package dev.llmaas.platform.gateway;

import dev.llmaas.api.admin.LimitKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The end of an engine's answer, and what the platform adds to it. Its arrays are to be read only. */
final class LastWords {
    private static final byte[] BACKEND = JsonEdit.quoted("backend");

    private final byte @Nullable [] chunk;
    private final byte[] usage;
    private final byte @Nullable [] usageChunk;
    private final byte[] backend;
    private final @Nullable LimitKind limit;

    /**
     * An end.
     *
     * @param chunk the last chunk with choices; null if the engine sent none with a finish reason
     * @param usage the JSON of the usage
     * @param usageChunk the engine's own chunk without choices that carries the usage; null if it sent none
     * @param backend the JSON of who computed it
     * @param limit the limit that ended the answer, or null
     */
    LastWords(
            byte @Nullable [] chunk,
            byte[] usage,
            byte @Nullable [] usageChunk,
            byte[] backend,
            @Nullable LimitKind limit) {
        this.chunk = chunk;
        this.usage = usage;
        this.usageChunk = usageChunk;
        this.backend = backend;
        this.limit = limit;
    }

    byte @Nullable [] chunk() {
        return chunk;
    }

    byte[] usage() {
        return usage;
    }

    byte @Nullable [] usageChunk() {
        return usageChunk;
    }

    /** Adds what the platform has to say to the last chunk or the whole answer. */
    byte[] signed(byte[] json) {
        byte[] all = json;
        if (!Bytes.endsWithField(json, BACKEND)) {
            all = JsonEdit.withField(all, "backend", backend);
        }
        if (limit != null) {
            all = JsonEdit.withField(
                    all, "limit_reason", JsonEdit.quoted(limit.name().toLowerCase(Locale.ROOT)));
        }
        return all;
    }
}
