package dev.llmaas.inference.whisper;

import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineProvider;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.net.URI;
import java.nio.file.Path;

/** Opens speech models: {@code whisper:///models/ggml-base.bin}. */
public final class WhisperEngineProvider implements EngineProvider {
    /** Does nothing. */
    public WhisperEngineProvider() {}

    @Override
    public String scheme() {
        return "whisper";
    }

    @Override
    public Engine open(EngineSpec spec) {
        return WhisperEngine.open(
                spec,
                file(spec.uri()),
                Decoder.ofMachine(),
                Runtime.getRuntime().availableProcessors());
    }

    private static Path file(URI uri) {
        if (uri.getPath() == null || uri.getPath().isEmpty()) {
            throw new EngineStartException(
                    Reason.INVALID_OPTION,
                    "The address %s names no file: it must look like whisper:///folder/ggml-base.bin.".formatted(uri));
        }
        return Path.of(URI.create("file://" + uri.getRawPath()));
    }
}
