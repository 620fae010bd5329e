package dev.llmaas.console.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorCode;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagesTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyLanguageHasTheSameKeysAsEnglish(Language language) {
        Set<String> english = Messages.of(Language.ENGLISH).keys();

        assertThat(Messages.of(language).keys()).containsExactlyInAnyOrderElementsOf(english);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyTextHasTheSamePlaceholdersAsInEnglish(Language language) {
        Messages english = Messages.of(Language.ENGLISH);
        Messages other = Messages.of(language);

        for (String key : english.keys()) {
            assertThat(placeholders(other.text(key))).as(key).isEqualTo(placeholders(english.text(key)));
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void noTextHasTheStraightApostropheThatQuotes(Language language) {
        Messages messages = Messages.of(language);

        assertThat(messages.keys())
                .allSatisfy(key ->
                        assertThat(messages.text(key)).as(key).isNotBlank().doesNotContain("'"));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyErrorCodeHasAHeadingAndAText(Language language) {
        Messages messages = Messages.of(language);

        assertThat(ErrorCode.values()).allSatisfy(code -> {
            assertThat(messages.has("error." + code.wire())).isTrue();
            assertThat(messages.has("error.title." + code.wire())).isTrue();
        });
    }

    @Test
    void aTagOfAnyRegionFindsItsLanguage() {
        assertThat(Language.of("fr-CA")).isEqualTo(Language.FRENCH);
        assertThat(Language.of("de_AT")).isEqualTo(Language.GERMAN);
        assertThat(Language.of("ja")).isEqualTo(Language.ENGLISH);
        assertThat(Language.of(null)).isEqualTo(Language.ENGLISH);
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
