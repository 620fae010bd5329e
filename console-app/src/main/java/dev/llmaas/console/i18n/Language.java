package dev.llmaas.console.i18n;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A language that the console speaks completely. */
public enum Language {
    /** English as written in Europe: the day stands before the month. */
    ENGLISH(Locale.UK, "English"),
    /** French. */
    FRENCH(Locale.FRANCE, "Français"),
    /** German. */
    GERMAN(Locale.GERMANY, "Deutsch");

    private final Locale locale;
    private final String ownName;

    Language(Locale locale, String ownName) {
        this.locale = locale;
        this.ownName = ownName;
    }

    /** How numbers and dates are written. */
    public Locale locale() {
        return locale;
    }

    /** What its speakers call it. */
    public String ownName() {
        return ownName;
    }

    /** Its ISO 639-1 tag, for instance {@code fr}; this is what preferences keep. */
    public String tag() {
        return locale.getLanguage();
    }

    /** The language of a tag such as {@code fr} or {@code fr-CA}; English if the console does not speak it. */
    public static Language of(@Nullable String tag) {
        String wanted =
                Locale.forLanguageTag(tag == null ? "" : tag.replace('_', '-')).getLanguage();
        return Arrays.stream(values())
                .filter(language -> language.tag().equals(wanted))
                .findFirst()
                .orElse(ENGLISH);
    }
}
