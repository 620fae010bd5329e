package dev.llmaas.console.terminal;

import java.io.PrintWriter;
import java.util.List;

/** Frames drawn over one another from the upper left corner, so that a wrapped line does no harm. */
final class Picture {
    private final PrintWriter out;
    private boolean begun;

    Picture(PrintWriter out) {
        this.out = out;
    }

    void draw(List<String> lines) {
        StringBuilder frame = new StringBuilder(begun ? "\u001b[H" : "\u001b[2J\u001b[H");
        lines.forEach(line -> frame.append(line).append("\u001b[K\n"));
        frame.append("\u001b[J");
        begun = true;
        out.print(frame);
        out.flush();
    }
}
