package dev.llmaas.console.i18n;

import dev.llmaas.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts of one language, by dotted key. Immutable and thread-safe. */
public final class Messages {
    private final Language language;
    private final Map<String, String> texts;

    private Messages(Language language, Map<String, String> texts) {
        this.language = language;
        this.texts = texts;
    }

    /** The texts of a language. */
    public static Messages of(Language language) {
        return new Messages(language, read(fileOf(language)));
    }

    /** The language. */
    public Language language() {
        return language;
    }

    /**
     * The text of {@code key} with its placeholders filled. A key that does not exist is shown as it is: an odd word on
     * a screen is better than no screen, and a test finds it.
     *
     * @param arguments for {@code {0}}, {@code {1}}...; numbers should come formatted by {@link Formats}
     */
    public String text(String key, Object... arguments) {
        String pattern = texts.getOrDefault(key, key);
        return arguments.length == 0 ? pattern : new MessageFormat(pattern, language.locale()).format(arguments);
    }

    /** Whether there is such a text. */
    public boolean has(String key) {
        return texts.containsKey(key);
    }

    /** All keys. */
    public Set<String> keys() {
        return texts.keySet();
    }

    /** What happened, in a few words: the heading over {@link #error}. */
    public String errorTitle(ErrorCode code) {
        return text("error.title." + code.wire());
    }

    /** What happened, why, and what to do next: short sentences. */
    public String error(ErrorCode code) {
        return text("error." + code.wire());
    }

    /** The word for a value of an enum: {@code prefix}, which ends with a dot, and its name in lower case make the key. */
    public String word(String prefix, Enum<?> value) {
        return text(prefix + value.name().toLowerCase(Locale.ROOT));
    }

    private static String fileOf(Language language) {
        return language == Language.ENGLISH
                ? "messages.properties"
                : "messages_%s.properties".formatted(language.tag());
    }

    private static Map<String, String> read(String file) {
        try (InputStream bytes = Messages.class.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalStateException("The texts %s are missing from the console.".formatted(file));
            }
            try (Reader reader = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
                Properties properties = new Properties();
                properties.load(reader);
                return properties.stringPropertyNames().stream()
                        .collect(Collectors.toUnmodifiableMap(key -> key, properties::getProperty));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The texts %s cannot be read.".formatted(file), e);
        }
    }
}
