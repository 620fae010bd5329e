package dev.llmaas.console.desktop;

import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import javafx.application.HostServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The browser of the machine. Tries the desktop's own way first, then {@code xdg-open}; if neither works, the screen shows the
 * address to copy.
 */
final class Browser implements Consumer<URI> {
    private static final Logger log = LoggerFactory.getLogger(Browser.class);

    private final HostServices services;

    Browser(HostServices services) {
        this.services = services;
    }

    @Override
    public void accept(URI address) {
        try {
            services.showDocument(address.toString());
        } catch (RuntimeException noDesktop) {
            log.debug("the desktop opens no address", noDesktop);
            open(address);
        }
    }

    private static void open(URI address) {
        try {
            Process opening = new ProcessBuilder("xdg-open", address.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            log.debug("asked the system to open an address pid={}", opening.pid());
        } catch (IOException none) {
            log.info("this machine has no program that opens an address");
        }
    }
}
