package dev.llmaas.platform.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Prints how long opening takes in a JVM that has opened nothing before: a new file, then the same file again. */
final class OpenTime {
    private OpenTime() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("llmaas-open");
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            try (Database database = Database.open(StoreConfig.sqlite(directory), InstantSource.system())) {
                System.out.printf("open %d: %d ms%n", i, (System.nanoTime() - start) / 1_000_000);
                database.read(handle ->
                        handle.createQuery("SELECT 1").mapTo(Integer.class).one());
                System.out.printf("open %d and read: %d ms%n", i, (System.nanoTime() - start) / 1_000_000);
            }
        }
    }
}
