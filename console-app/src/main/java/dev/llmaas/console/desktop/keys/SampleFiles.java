package dev.llmaas.console.desktop.keys;

import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The programs of assets/samples. They travel with the console as they are, so what it shows is what the tests run. */
final class SampleFiles {
    private static final String PLACE = "samples/";

    private SampleFiles() {}

    /**
     * A program.
     *
     * @param file its place, such as {@code python/chat.py}
     * @param language what people call its language
     * @param title what it shows
     * @param operation the operation of the API that it calls
     * @param install what it needs, as a command or as coordinates; null if nothing
     * @param trust the variable that tells its runtime which authority to trust; null if it does so itself
     * @param run how it is started
     */
    record Sample(
            String file,
            String language,
            String title,
            String operation,
            @Nullable String install,
            @Nullable String trust,
            String run) {}

    /** All of them, by language. */
    static List<Sample> all() {
        return WireJson.mapper().readValue(text("index.json"), new TypeReference<List<Sample>>() {});
    }

    /** The text of a program. */
    static String text(String file) {
        try (InputStream bytes = SampleFiles.class.getResourceAsStream(PLACE + file)) {
            if (bytes == null) {
                throw new IllegalStateException("The console was built without the sample " + file);
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
