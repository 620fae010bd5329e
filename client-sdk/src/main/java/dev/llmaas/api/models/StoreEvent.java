package dev.llmaas.api.models;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of the model store's process: what it does, and at the end what came of it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StoreEvent.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = StoreEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = StoreEvent.Listed.class, name = "listed"),
    @JsonSubTypes.Type(value = StoreEvent.Shown.class, name = "shown"),
    @JsonSubTypes.Type(value = StoreEvent.Stored.class, name = "stored"),
    @JsonSubTypes.Type(value = StoreEvent.Removed.class, name = "removed"),
    @JsonSubTypes.Type(value = StoreEvent.Failed.class, name = "failed")
})
public sealed interface StoreEvent {
    /** What takes its time. */
    enum Stage {
        /** Bytes arrive. */
        FETCHING,
        /** The file is read again for its SHA-256. */
        CHECKING,
        /** Tensors are quantised; the figures count tensors. */
        QUANTIZING
    }

    /**
     * A file is about to be fetched.
     *
     * @param name what it will be called in the store
     * @param bytes its size
     * @param resumedBytes how much of it an earlier attempt left
     * @param licence as its publisher states it, may be null
     */
    record Begun(
            String name,
            long bytes,
            long resumedBytes,
            @Nullable String licence) implements StoreEvent {}

    /**
     * How far it is.
     *
     * @param stage what it does
     * @param done bytes or tensors
     * @param total of them
     * @param perSecond speed of the last moments, 0 if unknown
     */
    record Progress(Stage stage, long done, long total, long perSecond) implements StoreEvent {}

    /**
     * What the store has.
     *
     * @param directory where the store is
     * @param models in the order of their names
     */
    record Listed(String directory, List<StoredModel> models) implements StoreEvent {
        /** Copies its list. */
        public Listed {
            models = List.copyOf(models);
        }
    }

    /**
     * All about one model.
     *
     * @param sheet what there is to know
     */
    record Shown(ModelSheet sheet) implements StoreEvent {}

    /**
     * A model is in the store now.
     *
     * @param model the model
     * @param path where it lies
     * @param fresh false if it was there already and nothing had to be done
     */
    record Stored(StoredModel model, String path, boolean fresh) implements StoreEvent {}

    /**
     * A model is not in the store any more.
     *
     * @param name what it was called
     * @param freedBytes how much room that made
     */
    record Removed(String name, long freedBytes) implements StoreEvent {}

    /**
     * Nothing came of it.
     *
     * @param reason why, for programs
     * @param sentence why, and what to do, for people
     */
    record Failed(Reason reason, String sentence) implements StoreEvent {}

    /** Why something failed. */
    enum Reason {
        /** A name, an option or a type that cannot be meant. */
        INVALID,
        /** The hub, or the store, has nothing of that name. */
        NOT_FOUND,
        /** The licence must be accepted first. */
        LICENCE,
        /** The hub wants a token, or another one. */
        ACCESS,
        /** The hub cannot be reached, or gave up. */
        UNREACHABLE,
        /** What was sent is not what was announced. */
        MISMATCH,
        /** The file is no model that can be used. */
        UNUSABLE,
        /** Too little room on the disk. */
        NO_SPACE,
        /** Another process works on the same file. */
        BUSY,
        /** A file cannot be read or written. */
        IO,
        /** Something else went wrong. */
        FAILED
    }
}
