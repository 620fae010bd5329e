package dev.llmaas.platform.gateway;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.KeyLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A platform for the comparison with other gateways: the whole corridor with key check, reservation and SQLite ledger
 * before an upstream on this machine, and a plain listener, because the load client speaks no TLS. Prints what the
 * comparison needs, {@code URL,KEY,MODEL,PID}, and runs until its input ends.
 *
 * <p>Arguments: the address of the upstream, for instance {@code openai+http://127.0.0.1:9000/v1}.
 */
final class BenchMain {
    private static final long PLENTY = 1_000_000_000_000L;

    private BenchMain() {}

    public static void main(String[] arguments) throws IOException {
        URI upstream = URI.create(arguments[0]);
        Map<String, URI> models = new LinkedHashMap<>();
        for (String model : new String[] {"m-64-0", "m-60-50", "m-1-0"}) {
            models.put(model, upstream);
        }
        Path directory = Files.createTempDirectory("llmaas-bench");
        try (Corridor corridor = new Corridor(directory, Patience.STANDARD, models).ready()) {
            corridor.watcher.close();
            String secret = corridor.key(new KeyLimits(PLENTY, PLENTY, new Money(PLENTY * 1_000)))
                    .secret();
            System.out.printf(
                    "%s,%s,-,%d%n",
                    corridor.running.plainUri("/v1/chat/completions"),
                    secret,
                    ProcessHandle.current().pid());
            while (System.in.read() >= 0) {
                // until the input ends
            }
        }
    }
}
