package dev.llmaas.inference.whisper;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.TranscriptionEngine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One speech model. Recordings are heard one after the other, each window of sound on the one thread that the library
 * belongs to. Thread-safe.
 */
final class WhisperEngine implements TranscriptionEngine {
    /** The library leaves out what is shorter than a second. */
    private static final int SAMPLES_MIN = WhisperLimits.RATE + WhisperLimits.RATE / 10;

    private final String model;
    private final int threads;
    private final boolean multilingual;
    private final WhisperLibrary library;
    private final Decoder decoder;
    private final Semaphore turn = new Semaphore(1, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("whisper").factory());

    private WhisperEngine(String model, int threads, boolean multilingual, WhisperLibrary library, Decoder decoder) {
        this.model = model;
        this.threads = threads;
        this.multilingual = multilingual;
        this.library = library;
        this.decoder = decoder;
    }

    /**
     * Loads a model.
     *
     * @throws dev.llmaas.inference.EngineStartException if it cannot
     */
    static WhisperEngine open(EngineSpec spec, Path file, Decoder decoder, int processors) {
        WhisperFile structure = WhisperFile.read(file);
        int threads = spec.threads() > 0 ? spec.threads() : Math.clamp(processors, 1, 8);
        WhisperLibrary library = WhisperLibrary.load(file, spec.natives());
        return new WhisperEngine(spec.name(), threads, structure.multilingual(), library, decoder);
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public EngineLoad load() {
        int running = turn.availablePermits() == 0 ? 1 : 0;
        return new EngineLoad(1, running, Math.max(0, waiting.get() - running), 0, 0, 0, 0);
    }

    @Override
    public Heard transcribe(Recording recording) throws InterruptedException {
        if (recording.prompt().length() > WhisperLimits.PROMPT_CHARACTERS_MAX) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "prompt must be at most %,d characters.".formatted(WhisperLimits.PROMPT_CHARACTERS_MAX),
                    "prompt");
        }
        requireLanguage(recording);
        if (waiting.incrementAndGet() > WhisperLimits.WAITING_MAX) {
            waiting.decrementAndGet();
            throw new Overloaded("%d recordings wait already, the most that may.".formatted(WhisperLimits.WAITING_MAX));
        }
        try {
            turn.acquire();
            try {
                return heard(recording);
            } finally {
                turn.release();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void requireLanguage(Recording recording) {
        boolean english = recording.language().isEmpty() || recording.language().equals("en");
        if (!multilingual && (!english || recording.translates())) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST, "This model knows English only, and translates nothing.", "language");
        }
    }

    /** Decoded when its turn has come: sound takes more memory than the file that it comes in. */
    private Heard heard(Recording recording) throws InterruptedException {
        Sound sound = decoder.decode(recording.file(), recording.format());
        AtomicReference<@Nullable String> language = new AtomicReference<>();
        String fixed = multilingual ? recording.language() : "en";
        List<Part> parts = Windows.hear(sound, recording.prompt(), (samples, before) -> {
            String known = language.get();
            WhisperLibrary.Order order = new WhisperLibrary.Order(
                    known == null ? fixed : known, before, recording.translates(), recording.temperature(), threads);
            WhisperLibrary.Answer answer = onThread(samples, order);
            language.compareAndSet(null, answer.language());
            return answer.pieces();
        });
        return new Heard(language.get(), sound.seconds(), parts);
    }

    private WhisperLibrary.Answer onThread(float[] samples, WhisperLibrary.Order order) throws InterruptedException {
        float[] padded = samples.length < SAMPLES_MIN ? Arrays.copyOf(samples, SAMPLES_MIN) : samples;
        Future<WhisperLibrary.Answer> answer = thread.submit(() -> library.hear(padded, order));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException later) {
                    interrupted = true; // the library cannot stop in the middle; the next window will not be heard
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.close();
        library.close();
    }
}
