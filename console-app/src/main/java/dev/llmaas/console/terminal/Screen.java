package dev.llmaas.console.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import org.jline.terminal.Terminal;

/**
 * Where a command reads and writes.
 *
 * @param in what is typed or piped in
 * @param out results
 * @param err everything else
 * @param interactive whether a person sits at both ends
 * @param colours whether escapes for colours are wanted
 * @param lines opens the terminal for line editing
 */
public record Screen(
        InputStream in, PrintWriter out, PrintWriter err, boolean interactive, boolean colours, Opening lines) {
    /** Opens the terminal for line editing. */
    @FunctionalInterface
    public interface Opening {
        /** The terminal; to be closed. */
        Terminal open() throws IOException;
    }
}
