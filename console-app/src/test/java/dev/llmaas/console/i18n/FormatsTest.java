package dev.llmaas.console.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T22:41:07Z");

    private final Formats english = formats(Language.ENGLISH);
    private final Formats french = formats(Language.FRENCH);
    private final Formats german = formats(Language.GERMAN);

    @Test
    void countsAreGroupedAfterTheHabitsOfTheLanguage() {
        assertThat(english.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(french.count(1_234_567)).isEqualTo("1\u202f234\u202f567");
        assertThat(german.count(1_234_567)).isEqualTo("1.234.567");
    }

    @Test
    void shortCountsKeepThreeDigits() {
        assertThat(english.countShort(0)).isEqualTo("0");
        assertThat(english.countShort(999)).isEqualTo("999");
        assertThat(english.countShort(1234)).isEqualTo("1.23\u202fk");
        assertThat(english.countShort(999_900)).isEqualTo("1\u202fM");
        assertThat(german.countShort(12_345_678)).isEqualTo("12,3\u202fM");
    }

    @Test
    void amountsUnderTenCentsKeepTwoSignificantDigits() {
        assertThat(english.money(Money.ofEuros("1234.5"))).isEqualTo("€1,234.50");
        assertThat(english.money(Money.ofEuros("0.000142"))).isEqualTo("€0.00014");
        assertThat(english.money(Money.ofEuros("0.0137"))).isEqualTo("€0.014");
        assertThat(english.money(Money.ZERO)).isEqualTo("€0.00");
        assertThat(german.money(Money.ofEuros("1234.5"))).isEqualTo("1.234,50\u00a0€");
        assertThat(french.money(Money.ofEuros("-3"))).isEqualTo("-3,00\u00a0€");
    }

    @Test
    void largeAmountsLeaveTheirCentsWhereThereIsLittleRoom() {
        assertThat(english.moneyShort(Money.ofEuros("3423.59"))).isEqualTo("€3,424");
        assertThat(german.moneyShort(Money.ofEuros("99.5"))).isEqualTo("99,50\u00a0€");
        assertThat(english.moneyShort(Money.ofEuros("9"))).isEqualTo("€9");
        assertThat(english.moneyShort(Money.ZERO)).isEqualTo("€0.00");
    }

    @Test
    void aPriceIsWrittenForAMillionTokens() {
        assertThat(english.moneyPerMillion(new Money(1800))).isEqualTo("€1.80");
    }

    @Test
    void durationsHaveAtMostTwoUnits() {
        assertThat(english.duration(Duration.ofMillis(420))).isEqualTo("420\u202fms");
        assertThat(german.duration(Duration.ofMillis(1840))).isEqualTo("1,8\u202fs");
        assertThat(english.duration(Duration.ofSeconds(125))).isEqualTo("2\u202fmin 5\u202fs");
        assertThat(french.duration(Duration.ofHours(50))).isEqualTo("2\u202fj 2\u202fh");
    }

    @Test
    void sizesAreBinary() {
        assertThat(english.bytes(512)).isEqualTo("512\u202fB");
        assertThat(german.bytes(1_610_612_736L)).isEqualTo("1,5\u202fGiB");
    }

    @Test
    void aLanguageIsNamedInTheLanguageOfTheReader() {
        assertThat(german.language("english")).isEqualTo("Englisch");
        assertThat(french.language("de")).isEqualTo("allemand");
        assertThat(english.language("klingon?")).isEqualTo("klingon?");
    }

    @Test
    void datesAndTimesFollowTheZone() {
        assertThat(english.dateTime(NOW)).isEqualTo("24 Nov 2026, 23:41");
        assertThat(german.dateTime(NOW)).isEqualTo("24.11.2026, 23:41");
        assertThat(french.date(NOW)).isEqualTo("24 nov. 2026");
        assertThat(french.month(NOW)).isEqualTo("novembre 2026");
    }

    @Test
    void thePastIsToldInOneUnit() {
        assertThat(english.ago(NOW.minusSeconds(3), NOW)).isEqualTo("just now");
        assertThat(english.ago(NOW.minusSeconds(320), NOW)).isEqualTo("5\u202fmin ago");
        assertThat(german.ago(NOW.minus(Duration.ofHours(3)), NOW)).isEqualTo("vor 3\u202fh");
        assertThat(french.until(NOW.plusSeconds(90), NOW)).isEqualTo("dans 1\u202fmin");
    }

    private static Formats formats(Language language) {
        return new Formats(Messages.of(language), ZoneId.of("Europe/Paris"));
    }
}
