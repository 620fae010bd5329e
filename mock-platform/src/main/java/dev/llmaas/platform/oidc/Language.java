package dev.llmaas.platform.oidc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** A language of the pages and its texts. */
enum Language {
    /** The base: what is asked for in no other language is English. */
    ENGLISH(Locale.ENGLISH),
    FRENCH(Locale.FRENCH),
    GERMAN(Locale.GERMAN);

    private static final int WISHES_CHARACTERS_MAX = 400;

    private final Locale locale;
    private final ResourceBundle texts;

    Language(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                "dev.llmaas.platform.oidc.pages",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * The language that suits best.
     *
     * @param uiLocales what the client asks for, language tags with blanks between them (OpenID Connect Core, section
     *     3.1.2.1); it goes first
     * @param acceptLanguage what the browser asks for
     */
    static Language choose(String uiLocales, Optional<String> acceptLanguage) {
        List<Locale.LanguageRange> wishes = new ArrayList<>();
        for (String tag : uiLocales.strip().split(" +", -1)) {
            wishes.addAll(ranges(tag));
        }
        wishes.addAll(ranges(acceptLanguage.orElse("")));
        Locale found = Locale.lookup(wishes, List.of(Locale.ENGLISH, Locale.FRENCH, Locale.GERMAN));
        for (Language language : values()) {
            if (language.locale.equals(found)) {
                return language;
            }
        }
        return ENGLISH;
    }

    /** Its tag, for the page. */
    String tag() {
        return locale.toLanguageTag();
    }

    /** The text of a key with its gaps {@code {0}}, {@code {1}} filled. It is not escaped yet. */
    String text(String key, Object... values) {
        String text = texts.getString(key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    private static List<Locale.LanguageRange> ranges(String wishes) {
        if (wishes.isBlank() || wishes.length() > WISHES_CHARACTERS_MAX) {
            return List.of();
        }
        try {
            return Locale.LanguageRange.parse(wishes);
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }
}
