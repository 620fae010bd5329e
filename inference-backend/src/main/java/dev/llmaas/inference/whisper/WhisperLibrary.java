package dev.llmaas.inference.whisper;

import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.whisper.Windows.Piece;
import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The binding to whisper.cpp: the only file that knows whisper-jni. One thread at a time. */
final class WhisperLibrary implements AutoCloseable {
    /** The library tells the language that it found only in its log. */
    private static final Pattern LANGUAGE = Pattern.compile("auto-detected language: ([a-z]{2,3}) ");

    private static final String FIND_OUT = "auto";
    private static final AtomicReference<@Nullable String> detected = new AtomicReference<>();

    private final WhisperJNI whisper;
    private final WhisperContext context;

    private WhisperLibrary(WhisperJNI whisper, WhisperContext context) {
        this.whisper = whisper;
        this.context = context;
    }

    /** What the library shall do with a window. */
    record Order(String language, String prompt, boolean translates, double temperature, int threads) {
        @Override
        public String toString() {
            return "Order[%s]".formatted(language);
        }
    }

    /** What it heard. */
    record Answer(List<Piece> pieces, @Nullable String language) {}

    /**
     * Loads the library and a model, whose structure was checked before.
     *
     * @param natives where native libraries are unpacked; null for the temporary directory
     * @throws EngineStartException if either cannot be loaded
     */
    static WhisperLibrary load(Path model, @Nullable Path natives) {
        try {
            UnpackedFiles.load(natives, () -> WhisperJNI.loadLibrary(WhisperLibrary::hear));
            WhisperJNI.setLibraryLogger(WhisperLibrary::hear);
            WhisperJNI whisper = new WhisperJNI();
            WhisperContext context = whisper.init(model);
            if (context == null) {
                throw new EngineStartException(
                        Reason.MODEL_UNSUPPORTED,
                        "whisper.cpp does not load %s: it is of a kind that it does not know."
                                .formatted(model.getFileName()));
            }
            return new WhisperLibrary(whisper, context);
        } catch (IOException | UnsatisfiedLinkError unusable) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "The speech library cannot be loaded: %s. It needs a 64-bit system and room for temporary files."
                            .formatted(unusable.getMessage()),
                    unusable);
        }
    }

    /** Lines of the library name files and figures; of them only the language is kept. */
    private static void hear(String line) {
        Matcher language = LANGUAGE.matcher(line);
        if (language.find()) {
            detected.set(language.group(1));
        }
    }

    /**
     * Hears a window. Blocks; cannot be interrupted.
     *
     * @throws Broken if the library fails
     */
    Answer hear(float[] samples, Order order) {
        WhisperFullParams params = new WhisperFullParams();
        params.language = order.language().isEmpty() ? FIND_OUT : order.language();
        params.translate = order.translates();
        params.initialPrompt = order.prompt().isEmpty() ? null : order.prompt();
        params.temperature = (float) order.temperature();
        params.nThreads = order.threads();
        params.noContext = true; // what was said before comes as prompt, so that calls do not hear each other
        params.printProgress = false;
        params.printTimestamps = false;
        params.printRealtime = false;
        params.printSpecial = false;
        detected.set(null);
        int result = whisper.full(context, params, samples, samples.length);
        if (result != 0) {
            throw new Broken("The speech engine failed (%d).".formatted(result));
        }
        List<Piece> pieces = new ArrayList<>();
        int count = whisper.fullNSegments(context);
        for (int i = 0; i < count; i++) {
            pieces.add(new Piece(
                    whisper.fullGetSegmentTimestamp0(context, i),
                    whisper.fullGetSegmentTimestamp1(context, i),
                    whisper.fullGetSegmentText(context, i)));
        }
        return new Answer(pieces, order.language().isEmpty() ? detected.get() : order.language());
    }

    @Override
    public void close() {
        context.close();
    }
}
