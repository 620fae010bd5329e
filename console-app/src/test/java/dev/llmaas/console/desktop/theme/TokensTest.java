package dev.llmaas.console.desktop.theme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Pattern TOKEN = Pattern.compile("(-color-[a-z0-9-]+):\\s*(#[0-9a-f]{6,8});");
    private static final Pattern LITERAL = Pattern.compile("#[0-9a-fA-F]{3,8}\\b|\\brgba?\\(|\\bhsb?\\(");

    /** Text on ground, as the rules combine them. */
    private static final String[] PAIRS = {
        "fg-default bg-default",
        "fg-default canvas",
        "fg-default bg-overlay",
        "fg-default selected",
        "fg-default hover",
        "fg-muted bg-default",
        "fg-muted canvas",
        "fg-muted nav",
        "fg-muted neutral-subtle",
        "fg-muted hover",
        "fg-subtle bg-default",
        "fg-subtle canvas",
        "fg-subtle nav",
        "fg-subtle bg-subtle",
        "fg-subtle bg-overlay",
        "accent-fg bg-default",
        "accent-fg selected",
        "accent-fg accent-subtle",
        "fg-emphasis accent-emphasis",
        "success-fg success-subtle",
        "success-fg bg-default",
        "warning-fg warning-subtle",
        "warning-fg bg-default",
        "danger-fg danger-subtle",
        "danger-fg bg-default",
        "fg-default code",
        "fg-default accent-subtle",
        "fg-muted danger-subtle",
        "fg-default warning-subtle"
    };

    @ParameterizedTest
    @ValueSource(strings = {"tokens-light.css", "tokens-dark.css"})
    void everyTextIsReadableOnItsGround(String file) throws IOException {
        Map<String, Color> tokens = tokens(file);

        for (String pair : PAIRS) {
            String[] names = pair.split(" ", 2);
            double contrast = contrast(tokens.get("-color-" + names[0]), tokens.get("-color-" + names[1]));
            assertThat(contrast).as("%s: %s", file, pair).isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void bothThemesHaveTheSameTokens() throws IOException {
        assertThat(tokens("tokens-dark.css").keySet())
                .containsExactlyElementsOf(tokens("tokens-light.css").keySet());
    }

    @Test
    void rulesNameNoColour() throws IOException {
        assertThat(LITERAL.matcher(text("console.css")).find()).isFalse();
    }

    // WCAG 2.2: relative luminance and contrast ratio.
    private static double contrast(Color one, Color other) {
        double brighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (brighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static Map<String, Color> tokens(String file) throws IOException {
        Map<String, Color> tokens = new TreeMap<>();
        Matcher matcher = TOKEN.matcher(text(file));
        while (matcher.find()) {
            tokens.put(matcher.group(1), Color.web(matcher.group(2)));
        }
        return tokens;
    }

    private static String text(String file) throws IOException {
        try (InputStream css = Stylesheets.class.getResourceAsStream(file)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
