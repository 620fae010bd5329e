package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Progress;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.api.models.StoreEvent.Stage;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.models.Gguf;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings a model from a hub into the store: chooses, asks for the licence, fetches, checks, and only then gives it its name. */
final class Fetching {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long TELL_EVERY_BYTES = 64L << 20;

    private final ModelStore store;
    private final InstantSource clock;
    private final Consumer<StoreEvent> events;

    Fetching(ModelStore store, InstantSource clock, Consumer<StoreEvent> events) {
        this.store = store;
        this.clock = clock;
        this.events = events;
    }

    /**
     * What somebody wants.
     *
     * @param name which model
     * @param access where from
     * @param licenceAccepted whether whoever asks accepts its licence
     * @param sha256 what it must have, for hubs that do not tell; null to believe the hub
     * @param patience how to go about it
     */
    record Wish(
            ModelName name,
            HubAccess access,
            boolean licenceAccepted,
            @Nullable String sha256,
            Download.Patience patience) {}

    /**
     * Fetches.
     *
     * @return the model in the store
     * @throws StoreException if it cannot be had, or is not what it should be
     */
    StoreEvent.Stored fetch(Wish wish) throws IOException, InterruptedException {
        try (HubHttp http = new HubHttp(wish.access())) {
            Hub hub = new Hub(wish.access(), http);
            HubModel model = hub.model(wish.name());
            HubFile file = model.chosen();
            String hash = hash(wish, file);
            Path place = store.place(wish.name().path() + "/" + file.path());
            Files.createDirectories(place.getParent());
            try (ModelStore.Held _ = store.hold(place)) {
                Optional<StoreRecord> there = Files.isRegularFile(place) ? StoreRecord.of(place) : Optional.empty();
                if (there.isPresent() && there.get().sha256().equals(hash)) {
                    return new StoreEvent.Stored(store.describe(place), place.toString(), false);
                }
                Path part = place.resolveSibling(place.getFileName() + ModelStore.PART_SUFFIX);
                Download.Source source = new Download.Source(
                        hub.address(model, file),
                        "%s/%s@%s/%s".formatted(wish.access().hub(), wish.name().path(), model.commit(), file.path()),
                        file.bytes(),
                        hash,
                        wish.access());
                Download download = new Download(source, part, wish.patience(), http, events::accept);
                begin(wish, model, file, download.resumable());
                download.run();
                check(part, source, download);
                finish(part, place, source, model);
                Files.deleteIfExists(Download.record(part));
                return new StoreEvent.Stored(store.describe(place), place.toString(), true);
            }
        }
    }

    private static String hash(Wish wish, HubFile file) {
        if (file.bytes() <= 0) {
            throw new StoreException(Reason.MISMATCH, "The hub does not tell how long %s is.".formatted(file.path()));
        }
        String wanted = wish.sha256() == null ? null : wish.sha256().toLowerCase(Locale.ROOT);
        if (wanted != null && file.sha256() != null && !wanted.equals(file.sha256())) {
            throw new StoreException(
                    Reason.MISMATCH,
                    "The hub's %s has the SHA-256 %s, not the one that was asked for."
                            .formatted(file.path(), file.sha256()));
        }
        String known = wanted == null ? file.sha256() : wanted;
        if (known == null) {
            throw new StoreException(
                    Reason.MISMATCH,
                    "The hub tells no SHA-256 of %s, so nothing could show that it arrived whole. Give the one of its publisher with --sha256."
                            .formatted(file.path()));
        }
        return known;
    }

    private void begin(Wish wish, HubModel model, HubFile file, long resumed) throws IOException {
        events.accept(
                new StoreEvent.Begun(wish.name().path() + "/" + file.path(), file.bytes(), resumed, model.licence()));
        if (!wish.licenceAccepted()) {
            throw new StoreException(
                    Reason.LICENCE,
                    "%s stands under %s. Read it at %s/%s, and fetch the model with --accept-licence if you accept it."
                            .formatted(
                                    wish.name().path(),
                                    model.licence() == null
                                            ? "terms that its publisher does not name"
                                            : "the licence " + model.licence(),
                                    wish.access().hub(),
                                    wish.name().path()));
        }
        store.requireSpace(file.bytes() - resumed);
    }

    private void check(Path part, Download.Source source, Download download) throws IOException {
        String found = sha256(part, source.bytes());
        if (!found.equals(source.sha256())) {
            download.discard();
            throw new StoreException(
                    Reason.MISMATCH,
                    "What %s sent is not the file: its SHA-256 is %s instead of %s. It was removed; fetch it again."
                            .formatted(source.address().getHost(), found, source.sha256()));
        }
        if (part.getFileName().toString().endsWith(".gguf" + ModelStore.PART_SUFFIX)) {
            try {
                Gguf.read(part);
            } catch (EngineStartException unusable) {
                download.discard();
                throw new StoreException(Reason.UNUSABLE, unusable.sentence(), unusable);
            }
        }
    }

    private String sha256(Path file, long total) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = 0;
        long told = 0;
        Pace pace = new Pace(0, System.nanoTime());
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                done += count;
                if (done - told >= TELL_EVERY_BYTES || done == total) {
                    told = done;
                    events.accept(new Progress(Stage.CHECKING, done, total, pace.perSecond(done, System.nanoTime())));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private void finish(Path part, Path place, Download.Source source, HubModel model) throws IOException {
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        new StoreRecord(
                        source.identity(),
                        String.valueOf(source.sha256()),
                        source.bytes(),
                        model.licence(),
                        clock.millis())
                .write(place);
    }
}
