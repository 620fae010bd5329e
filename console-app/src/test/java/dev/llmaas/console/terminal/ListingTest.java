package dev.llmaas.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final Screen PLAIN = screen(false);

    private record Row(String name, long count) {}

    private static final List<Column<Row>> COLUMNS = List.of(
            Column.text("name", "NAME", Row::name),
            Column.number("count", "COUNT", row -> row.count() + " x", Row::count));

    @Test
    void columnsAreAlignedAndNumbersStandOnTheRight() {
        Listing<Row> listing = new Listing<>(COLUMNS, List.of(new Row("é", 7), new Row("longer", 1234)));

        assertThat(listing.lines(PLAIN)).containsExactly("NAME     COUNT", "é          7 x", "longer  1234 x");
        assertThat(listing.lines(screen(true)).getFirst()).isEqualTo("\u001b[1mNAME     COUNT\u001b[0m");
    }

    @Test
    void namesOfOthersCannotMoveTheCursorOrRunInASpreadsheet() {
        Listing<Row> listing = new Listing<>(
                COLUMNS, List.of(new Row("a\u001b[2Jb", 1), new Row("=cmd()", -2), new Row("x,\"y\"", 3)));

        assertThat(String.join("", listing.lines(PLAIN))).doesNotContain("\u001b");
        assertThat(listing.csv()).isEqualTo("name,count\r\na\u001b[2Jb,1\r\n'=cmd(),-2\r\n\"x,\"\"y\"\"\",3\r\n");
    }

    private static Screen screen(boolean colours) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Screen(InputStream.nullInputStream(), nowhere, nowhere, false, colours, () -> {
            throw new AssertionError("no lines are edited here");
        });
    }
}
