package dev.llmaas.inference.llama;

import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineProvider;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.models.Gguf;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens model files: {@code llama:///models/guide-chat.gguf}. */
public final class LlamaEngineProvider implements EngineProvider {
    /** Does nothing. */
    public LlamaEngineProvider() {}

    @Override
    public String scheme() {
        return "llama";
    }

    @Override
    public Engine open(EngineSpec spec) {
        Path file = file(spec.uri());
        Gguf header = Gguf.read(file).requireRunnable();
        LlamaOptions options =
                LlamaOptions.of(spec, header, Runtime.getRuntime().availableProcessors());
        Path natives = spec.natives() == null ? temporary() : spec.natives();
        Placement place = Placement.of(LlamaLibrary.load(LlamaNatives.unpack(natives)), spec.place());
        Optional<Pooling> pooling = Pooling.of(header);
        place.requireFits(header, MemoryNeed.of(header, options, pooling.isPresent()));
        LlamaModel model = LlamaModel.load(place, file, header);
        try {
            return pooling.isPresent()
                    ? new LlamaVectorEngine(spec.name(), model, pooling.get(), options, place)
                    : LlamaEngine.of(spec.name(), model, options, place);
        } catch (EngineStartException failed) {
            model.close();
            throw failed;
        }
    }

    private static Path file(URI uri) {
        if (uri.getPath() == null || uri.getPath().isEmpty()) {
            throw unreadable(uri, null);
        }
        try {
            // The way through a file URI also understands the drive letters of Windows.
            return Path.of(new URI("file", null, uri.getPath(), null));
        } catch (URISyntaxException | IllegalArgumentException refused) {
            throw unreadable(uri, refused);
        }
    }

    private static EngineStartException unreadable(URI uri, @Nullable Exception cause) {
        return new EngineStartException(
                Reason.INVALID_OPTION,
                "The address %s names no file: it must look like llama:///folder/model.gguf.".formatted(uri),
                cause);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("llmaas-natives");
        } catch (IOException failed) {
            throw new EngineStartException(
                    Reason.NATIVES_UNUSABLE,
                    "There is no temporary folder for the llama.cpp libraries: %s. Name a folder for them."
                            .formatted(failed),
                    failed);
        }
    }
}
