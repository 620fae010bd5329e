package dev.llmaas.platform.oidc;

import java.util.ArrayList;
import java.util.List;

/** The drawings of the pages; their colours come from the style sheet. Stateless. */
final class Drawings {
    /** The mark of the product: an answer that is being written. */
    static final Html MARK = Html.of("""
            <svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect class="tile" width="32" height="32" rx="8"/>\
            <rect class="ink" x="8" y="8" width="3.5" height="16" rx="1.75"/><rect class="ink" x="14.5" y="8" width="9.5" height="3.5" rx="1.75"/>\
            <rect class="ink" x="14.5" y="14.25" width="6.5" height="3.5" rx="1.75"/><rect class="caret" x="14.5" y="20.5" width="3.5" height="3.5" rx="1.75"/></svg>""");

    /** All is well. */
    static final Html TICK = Html.of("<svg viewBox=\"0 0 24 24\"><path d=\"M5 12.5l4.5 4.5L19 7.5\"/></svg>");

    /** It did not work. */
    static final Html CROSS = Html.of("<svg viewBox=\"0 0 24 24\"><path d=\"M7 7l10 10M17 7L7 17\"/></svg>");

    /** Look here. */
    static final Html WARNING = Html.of(
            "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M12 7.5v6M12 17v.01M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z\"/></svg>");

    /** Tokens of several answers that stream side by side. */
    static final Html ART = art();

    private static final int ROWS = 11;
    private static final int ROW_HEIGHT = 30;
    private static final int WIDTH = 420;

    private Drawings() {}

    /** Rows of bars like words; each row is as long as its answer has got. */
    private static Html art() {
        int[] lengths = {62, 88, 40, 96, 74, 55, 90, 30, 80, 66, 48};
        List<Html> bars = new ArrayList<>();
        int seed = 7;
        for (int row = 0; row < ROWS; row++) {
            int end = WIDTH * lengths[row] / 100;
            int x = 0;
            int y = row * ROW_HEIGHT;
            while (x < end - 24) {
                seed = (seed * 1_103 + 12_345) & 0xffff;
                int width = Math.min(22 + seed % 58, end - x);
                boolean last = x + width + 10 >= end - 24;
                bars.add(Html.of(
                        "<rect class=\"t{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\" rx=\"7\"/>",
                        last ? "l r" + row % 4 : String.valueOf(seed / 64 % 3),
                        x,
                        y,
                        width));
                x += width + 10;
            }
        }
        return Html.of(
                "<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"xMinYMid slice\">{}</svg>",
                WIDTH,
                ROWS * ROW_HEIGHT,
                Html.join(bars));
    }
}
