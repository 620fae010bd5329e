package dev.llmaas.console.i18n;

import dev.llmaas.api.Money;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

/**
 * How the console writes numbers: each quantity in exactly one way, after the habits of the language. Immutable and
 * thread-safe.
 */
public final class Formats {
    /** Between a number and its unit: it neither breaks nor gapes. */
    private static final String THIN = "\u202f";

    private static final Currency EURO = Currency.getInstance("EUR");
    private static final long KIB = 1024;
    private static final List<String> BINARY = List.of("KiB", "MiB", "GiB", "TiB", "PiB");
    private static final List<String> DECIMAL = List.of("k", "M", "G", "T");

    private final Messages messages;
    private final Locale locale;
    private final ZoneId zone;

    /** Writes in the language of {@code messages} and the time of {@code zone}. */
    public Formats(Messages messages, ZoneId zone) {
        this.messages = messages;
        this.locale = messages.language().locale();
        this.zone = zone;
    }

    /** The zone in which dates and times are written. */
    public ZoneId zone() {
        return zone;
    }

    /** A count of tokens, requests or anything else that is whole: {@code 1,234,567}. */
    public String count(long value) {
        return NumberFormat.getIntegerInstance(locale).format(value);
    }

    /** A count where there is little room, three digits and a letter: {@code 1.23M}. */
    public String countShort(double value) {
        double magnitude = Math.abs(value);
        if (magnitude < 1000) {
            return decimal(value, magnitude == Math.rint(magnitude) ? 0 : magnitude < 10 ? 2 : magnitude < 100 ? 1 : 0);
        }
        int step = -1;
        double rest = value;
        while (Math.abs(rest) >= 999.5 && step < DECIMAL.size() - 1) {
            rest /= 1000;
            step++;
        }
        int places = Math.abs(rest) < 10 ? 2 : Math.abs(rest) < 100 ? 1 : 0;
        return decimalTrimmed(rest, places) + THIN + DECIMAL.get(step);
    }

    /** The same of a whole number. */
    public String countShort(long value) {
        return countShort((double) value);
    }

    /** A number per second, three digits: {@code 12.4}. The unit stands beside it. */
    public String rate(double perSecond) {
        double magnitude = Math.abs(perSecond);
        if (magnitude >= 10_000) {
            return countShort(perSecond);
        }
        return decimal(perSecond, magnitude == 0 || magnitude >= 100 ? 0 : magnitude < 1 ? 2 : 1);
    }

    /** A number with at most {@code places} decimal places. */
    public String decimal(double value, int places) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(places);
        format.setMaximumFractionDigits(places);
        return format.format(value);
    }

    private String decimalTrimmed(double value, int places) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(places);
        return format.format(value);
    }

    /** A share of one as per cent: {@code 42 %}; one decimal place under 10. */
    public String percent(double share) {
        NumberFormat format = NumberFormat.getPercentInstance(locale);
        double percent = Math.abs(share) * 100;
        format.setMaximumFractionDigits(percent > 0 && percent < 10 ? 1 : 0);
        return format.format(share);
    }

    /**
     * An amount: two decimal places. What is under ten cents keeps two significant digits, so that the price of one answer
     * is not shown as nothing.
     */
    public String money(Money amount) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(EURO);
        BigDecimal euros = amount.euros();
        BigDecimal tenCents = BigDecimal.valueOf(1, 1);
        if (euros.signum() != 0 && euros.abs().compareTo(tenCents) < 0) {
            BigDecimal rounded =
                    euros.round(new MathContext(2, RoundingMode.HALF_UP)).stripTrailingZeros();
            format.setMinimumFractionDigits(Math.max(2, rounded.scale()));
            format.setMaximumFractionDigits(Math.max(2, rounded.scale()));
            return format.format(rounded);
        }
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(2);
        return format.format(euros);
    }

    /** An amount where there is little room: without cents from a hundred euros on, and where there are none. */
    public String moneyShort(Money amount) {
        BigDecimal euros = amount.euros();
        boolean whole = euros.signum() != 0 && euros.stripTrailingZeros().scale() <= 0;
        if (!whole && euros.abs().compareTo(BigDecimal.valueOf(100)) < 0) {
            return money(amount);
        }
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(EURO);
        format.setMaximumFractionDigits(0);
        return format.format(amount.euros());
    }

    /** A price of one token, written for a million of them. */
    public String moneyPerMillion(Money perToken) {
        return money(perToken.times(1_000_000));
    }

    /** A size in binary units: {@code 1.5 GiB}. */
    public String bytes(long size) {
        if (Math.abs(size) < KIB) {
            return count(size) + THIN + "B";
        }
        double rest = size;
        int step = -1;
        while (Math.abs(rest) >= KIB && step < BINARY.size() - 1) {
            rest /= KIB;
            step++;
        }
        return decimalTrimmed(rest, Math.abs(rest) < 100 ? 1 : 0) + THIN + BINARY.get(step);
    }

    /** How long something took, in its two largest units: {@code 420 ms}, {@code 1.8 s}, {@code 2 min 5 s}. */
    public String duration(Duration length) {
        long ms = Math.max(0, length.toMillis());
        if (ms < 1000) {
            return count(ms) + THIN + "ms";
        }
        if (ms < 60_000) {
            return decimal(ms / 1000.0, ms < 10_000 ? 1 : 0) + THIN + "s";
        }
        long seconds = Math.round(ms / 1000.0);
        if (seconds < 3600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        long minutes = seconds / 60;
        return minutes < 1440
                ? pair(minutes / 60, "h", minutes % 60, "min")
                : pair(minutes / 1440, messages.text("format.day"), minutes % 1440 / 60, "h");
    }

    private String pair(long large, String largeUnit, long small, String smallUnit) {
        String first = count(large) + THIN + largeUnit;
        return small == 0 ? first : first + " " + count(small) + THIN + smallUnit;
    }

    /** A day: {@code 24 Nov 2026}. */
    public String date(Instant time) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .localizedBy(locale)
                .format(time.atZone(zone));
    }

    /** A day and its time: {@code 24 Nov 2026, 23:41}. */
    public String dateTime(Instant time) {
        return date(time) + ", " + time(time);
    }

    /** A time of the day to the minute: {@code 23:41}. */
    public String time(Instant time) {
        return DateTimeFormatter.ofPattern("HH:mm", locale).format(time.atZone(zone));
    }

    /** A time of the day to the second: {@code 23:41:07}. */
    public String timeToTheSecond(Instant time) {
        return DateTimeFormatter.ofPattern("HH:mm:ss", locale).format(time.atZone(zone));
    }

    /** A month: {@code November 2026}. */
    public String month(Instant time) {
        return DateTimeFormatter.ofPattern("LLLL yyyy", locale).format(time.atZone(zone));
    }

    /** A language that the API names, {@code english} or {@code en}, in the language of the reader; an unknown name as it is. */
    public String language(String name) {
        for (String code : Locale.getISOLanguages()) {
            Locale spoken = Locale.of(code);
            if (name.equalsIgnoreCase(code) || name.equalsIgnoreCase(spoken.getDisplayLanguage(Locale.ENGLISH))) {
                return spoken.getDisplayLanguage(locale);
            }
        }
        return name;
    }

    /** How long ago: "just now", "5 min ago"; the date once it is more than six days. */
    public String ago(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        if (age.compareTo(Duration.ofSeconds(10)) < 0) {
            return messages.text("format.ago.now");
        }
        if (age.compareTo(Duration.ofDays(6)) > 0) {
            return date(time);
        }
        return messages.text("format.ago", oneUnit(age));
    }

    /** How long until, in one unit: "in 5 min"; the date once it is more than six days. */
    public String until(Instant time, Instant now) {
        Duration rest = Duration.between(now, time);
        if (rest.compareTo(Duration.ofDays(6)) > 0) {
            return date(time);
        }
        return messages.text("format.in", oneUnit(rest.isNegative() ? Duration.ZERO : rest));
    }

    private String oneUnit(Duration length) {
        if (length.toMinutes() < 1) {
            return count(length.toSeconds()) + THIN + "s";
        }
        if (length.toHours() < 1) {
            return count(length.toMinutes()) + THIN + "min";
        }
        if (length.toDays() < 1) {
            return count(length.toHours()) + THIN + "h";
        }
        return length.toDays() == 1
                ? messages.text("format.day.one")
                : messages.text("format.day.many", count(length.toDays()));
    }
}
