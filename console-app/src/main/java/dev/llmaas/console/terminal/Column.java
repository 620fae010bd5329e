package dev.llmaas.console.terminal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column of a list.
 *
 * @param name its name in CSV, as on the wire
 * @param heading its heading for people
 * @param shown its text for people
 * @param raw its value in CSV: text, a whole number, or null
 * @param isNumber whether it is aligned to the right
 * @param <T> what a row is
 */
record Column<T>(
        String name, String heading, Function<T, String> shown, Function<T, @Nullable Object> raw, boolean isNumber) {
    static <T> Column<T> text(String name, String heading, Function<T, @Nullable String> value) {
        return new Column<>(name, heading, row -> orEmpty(value.apply(row)), value::apply, false);
    }

    static <T> Column<T> shown(
            String name, String heading, Function<T, String> shown, Function<T, @Nullable Object> raw) {
        return new Column<>(name, heading, shown, raw, false);
    }

    static <T> Column<T> number(
            String name, String heading, Function<T, String> shown, Function<T, @Nullable Object> raw) {
        return new Column<>(name, heading, shown, raw, true);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
