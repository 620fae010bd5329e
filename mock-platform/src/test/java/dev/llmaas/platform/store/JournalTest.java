package dev.llmaas.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.platform.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void whatIsKeptIsLeftOverUntilSomebodyTakesItOver() {
        try (Journal journal = Journal.open(directory)) {
            assertThat(journal.leftovers()).isEmpty();
            keep(journal, "one");
            keep(journal, "two");
        }
        try (Journal journal = Journal.open(directory)) {
            assertThat(texts(journal)).containsExactly("one", "two");
            assertThat(journal.keep(bytes("three")))
                    .as("before what is left over was taken over")
                    .isNull();
            journal.forgetLeftovers();
            keep(journal, "four");
        }
        try (Journal journal = Journal.open(directory)) {
            assertThat(texts(journal)).containsExactly("four");
        }
    }

    @Test
    void aHalfOfWhichEverythingWasTakenOverIsEmptyAgain() {
        try (Journal journal = Journal.open(directory)) {
            Journal.Half first = keep(journal, "one");
            keep(journal, "two");
            journal.turn();
            keep(journal, "three");
            journal.takenOver(first);
            journal.takenOver(first);
        }
        try (Journal journal = Journal.open(directory)) {
            assertThat(texts(journal)).containsExactly("three");
        }
    }

    @Test
    void oldRecordsBehindANewOneDoNotComeBack() {
        try (Journal journal = Journal.open(directory)) {
            List<Journal.Half> halves = new ArrayList<>();
            for (String text : List.of("aaa", "bbb", "ccc")) {
                halves.add(keep(journal, text));
            }
            halves.forEach(journal::takenOver);
            keep(journal, "ddd");
        }
        try (Journal journal = Journal.open(directory)) {
            assertThat(texts(journal)).containsExactly("ddd");
        }
    }

    @Test
    void whereTheFileIsDamagedTheRecordsEnd() throws IOException {
        try (Journal journal = Journal.open(directory)) {
            keep(journal, "first");
            keep(journal, "second");
        }
        Path file = directory.resolve("llmaas.journal");
        byte[] all = Files.readAllBytes(file);
        int second = 8 + "first".length() + 8;
        assertThat(all[second]).isEqualTo((byte) 's');
        all[second] ^= 1;
        Files.write(file, all);

        try (Journal journal = Journal.open(directory)) {
            assertThat(texts(journal)).containsExactly("first");
        }
    }

    @Test
    void withoutRoomNothingIsPromised() {
        try (Journal journal = Journal.open(directory)) {
            byte[] large = new byte[Limits.JOURNAL_HALF_BYTES / 3];
            List<Journal.Half> halves = new ArrayList<>();
            Journal.Half half;
            while ((half = journal.keep(large)) != null) {
                halves.add(half);
            }
            assertThat(halves).hasSize(4);

            journal.takenOver(halves.get(0));
            assertThat(journal.keep(large)).isNull();
            journal.takenOver(halves.get(1));
            assertThat(journal.keep(large)).isNotNull();
        }
    }

    @Test
    void aFileThatCannotBeMadeIsSaid() throws IOException {
        Files.createDirectory(directory.resolve("llmaas.journal"));

        assertThatThrownBy(() -> Journal.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be opened for writing");
    }

    private static Journal.Half keep(Journal journal, String text) {
        Journal.Half half = journal.keep(bytes(text));
        assertThat(half).isNotNull();
        return half;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(Journal journal) {
        return journal.leftovers().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
