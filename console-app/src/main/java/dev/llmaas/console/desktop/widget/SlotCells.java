package dev.llmaas.console.desktop.widget;

import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;

/** A cell for each thing that can be done at once, filled where one is done. Many cells share the width; too many are a bar. */
public final class SlotCells extends Region {
    private static final double HEIGHT = 14;
    private static final double WIDTH_MAX = 10;
    private static final double WIDTH_MIN = 4;
    private static final double GAP = 3;
    private static final int CELLS_MAX = 32;

    private final Meter bar;
    private int cells = -1;
    private int filled = -1;

    /** No cells yet. */
    public SlotCells(String name) {
        bar = new Meter(name);
        setAccessibleRole(AccessibleRole.PROGRESS_INDICATOR);
        setAccessibleText(name);
        setMinSize(24, HEIGHT);
        setPrefSize(8 * (WIDTH_MAX + GAP), HEIGHT);
    }

    /** Shows so many cells, from 0, of which so many are filled. */
    public void show(int all, int busy, String words) {
        setAccessibleText(words);
        if (all == cells && busy == filled) {
            return;
        }
        if (all != cells) {
            build(all);
        }
        cells = all;
        filled = busy;
        if (all > CELLS_MAX) {
            bar.showPlain((double) busy / all);
            return;
        }
        for (int i = 0; i < all; i++) {
            var styles = getChildren().get(i).getStyleClass();
            styles.remove("busy");
            if (i < busy) {
                styles.add("busy");
            }
        }
    }

    private void build(int all) {
        getChildren().clear();
        if (all > CELLS_MAX) {
            getChildren().add(bar);
            return;
        }
        for (int i = 0; i < all; i++) {
            getChildren().add(Parts.region("slot"));
        }
    }

    @Override
    protected void layoutChildren() {
        double top = Math.rint((getHeight() - HEIGHT) / 2);
        if (cells > CELLS_MAX) {
            bar.resizeRelocate(0, Math.rint((getHeight() - bar.getPrefHeight()) / 2), getWidth(), bar.getPrefHeight());
            return;
        }
        double each = cells <= 0 ? 0 : Math.floor((getWidth() - GAP * (cells - 1)) / cells);
        double width = Math.clamp(each, WIDTH_MIN, WIDTH_MAX);
        double step = each < WIDTH_MIN ? getWidth() / cells : width + GAP; // they overlap rather than run over
        for (int i = 0; i < cells; i++) {
            getChildren().get(i).resizeRelocate(Math.floor(i * step), top, width, HEIGHT);
        }
    }
}
