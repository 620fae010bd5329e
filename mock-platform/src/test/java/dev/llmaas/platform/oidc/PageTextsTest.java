package dev.llmaas.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Texts and colours of the pages, as far as a program can judge them. */
class PageTextsTest {
    private static final Pattern GAP = Pattern.compile("\\{\\d}");
    private static final Pattern TOKEN = Pattern.compile("(--[a-z-]+): (#[0-9a-f]{6});");
    private static final double CONTRAST_MIN = 4.5; // WCAG 2.2, success criterion 1.4.3

    @Test
    void everyLanguageHasEveryTextWithTheSameGaps() throws IOException {
        Properties base = texts("pages.properties");
        for (String file : List.of("pages_fr.properties", "pages_de.properties")) {
            Properties other = texts(file);
            assertThat(other.stringPropertyNames()).as(file).isEqualTo(base.stringPropertyNames());
            assertThat(base.stringPropertyNames())
                    .allSatisfy(key -> assertThat(gaps(other.getProperty(key)))
                            .as(file + " " + key)
                            .isEqualTo(gaps(base.getProperty(key))));
        }
    }

    @Test
    void everyTextCanBeReadAgainstItsGroundInLightAndDark() throws IOException {
        String css = resource("pages.css");
        int dark = css.indexOf("@media (prefers-color-scheme: dark)");
        Map<String, String> lightTokens = tokens(css.substring(0, dark));
        Map<String, String> darkTokens = new HashMap<>(lightTokens);
        darkTokens.putAll(tokens(css.substring(dark)));
        List<String> pairs = List.of(
                "text ground",
                "text surface",
                "text accent-soft",
                "text-soft ground",
                "text-soft surface",
                "text-soft accent-soft",
                "on-accent accent",
                "on-accent accent-strong",
                "accent-text surface",
                "accent-text accent-soft",
                "danger danger-soft",
                "good good-soft");
        for (Map<String, String> tokens : List.of(lightTokens, darkTokens)) {
            assertThat(pairs).allSatisfy(pair -> {
                String[] names = pair.split(" ");
                assertThat(contrast(tokens.get("--" + names[0]), tokens.get("--" + names[1])))
                        .as(pair)
                        .isGreaterThanOrEqualTo(CONTRAST_MIN);
            });
            assertThat(contrast(tokens.get("--line-strong"), tokens.get("--surface")))
                    .as("edges of fields, criterion 1.4.11")
                    .isGreaterThanOrEqualTo(3);
        }
    }

    private static Set<String> gaps(String text) {
        return GAP.matcher(text).results().map(result -> result.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> tokens(String css) {
        Map<String, String> tokens = new HashMap<>();
        Matcher token = TOKEN.matcher(css);
        while (token.find()) {
            tokens.put(token.group(1), token.group(2));
        }
        return tokens;
    }

    private static double contrast(String first, String second) {
        double one = luminance(first);
        double other = luminance(second);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static Properties texts(String name) throws IOException {
        Properties texts = new Properties();
        try (InputStream stream = PageTextsTest.class.getResourceAsStream(name);
                InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = PageTextsTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
