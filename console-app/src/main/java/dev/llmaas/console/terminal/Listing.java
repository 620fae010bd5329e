package dev.llmaas.console.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list for people and for spreadsheets.
 *
 * @param columns its columns
 * @param rows its rows
 * @param <T> what a row is
 */
record Listing<T>(List<Column<T>> columns, List<T> rows) {
    private static final String GAP = "  ";

    Listing {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Lines of aligned columns, the heading first where there is one. */
    List<String> lines(Screen screen) {
        boolean headed = columns.stream().anyMatch(column -> !column.heading().isEmpty());
        List<List<String>> cells = new ArrayList<>();
        if (headed) {
            cells.add(columns.stream().map(Column::heading).toList());
        }
        rows.forEach(row -> cells.add(columns.stream()
                .map(column -> printable(column.shown().apply(row)))
                .toList()));
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        cells.forEach(line -> lines.add(aligned(line, widths)));
        if (headed) {
            lines.set(0, Style.STRONG.on(screen, lines.getFirst()));
        }
        return lines;
    }

    /** RFC 4180, the names first. */
    String csv() {
        StringBuilder text = new StringBuilder();
        text.append(columns.stream().map(Column::name).collect(Collectors.joining(",")))
                .append("\r\n");
        rows.forEach(row -> text.append(columns.stream()
                        .map(column -> quoted(column.raw().apply(row)))
                        .collect(Collectors.joining(",")))
                .append("\r\n"));
        return text.toString();
    }

    private String aligned(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = line.get(i);
            String space = " ".repeat(widths[i] - width(cell));
            text.append(i == 0 ? "" : GAP).append(columns.get(i).isNumber() ? space + cell : cell + space);
        }
        return text.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Names come from other people: what would move the cursor or paint the screen is not printed. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd");
    }

    private static String quoted(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        // A cell that begins like a formula would be run by a spreadsheet.
        String safe = !(value instanceof Number) && text.matches("[=+@\\t\\r-].*") ? "'" + text : text;
        return safe.matches("(?s).*[\",\\r\\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
