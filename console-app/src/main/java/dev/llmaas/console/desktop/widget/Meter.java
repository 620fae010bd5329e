package dev.llmaas.console.desktop.widget;

import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;

/** How full something is: a bar that turns amber from 80 % and red from 95 %. What is only held shows paler. */
public final class Meter extends Region {
    private static final double WARNING = 0.8;
    private static final double DANGER = 0.95;

    private final Region fill = Parts.region("meter-fill");
    private final Region pending = Parts.region("meter-pending");
    private double share;
    private double heldShare;

    /** An empty bar. */
    public Meter(String name) {
        getStyleClass().add("meter");
        setAccessibleRole(AccessibleRole.PROGRESS_INDICATOR);
        setAccessibleText(name);
        getChildren().addAll(pending, fill);
        setPrefSize(120, 6);
        setMinWidth(24);
    }

    /** A bar with these shares. */
    public Meter(String name, double used, double held) {
        this(name);
        show(used, held);
    }

    /**
     * Shows shares of the whole.
     *
     * @param used what is gone, 0 to 1
     * @param held what is also spoken for
     */
    public void show(double used, double held) {
        share = Math.clamp(used, 0, 1);
        heldShare = Math.clamp(used + held, 0, 1);
        fill.getStyleClass().removeAll("warning", "danger");
        if (heldShare >= WARNING) {
            fill.getStyleClass().add(heldShare >= DANGER ? "danger" : "warning");
        }
        requestLayout();
    }

    /** Shows a share that is no cause for worry, however large. */
    public void showPlain(double used) {
        show(used, 0);
        fill.getStyleClass().removeAll("warning", "danger");
    }

    @Override
    protected void layoutChildren() {
        double height = getHeight();
        fill.resizeRelocate(0, 0, share == 0 ? 0 : Math.max(height, Math.rint(getWidth() * share)), height);
        pending.resizeRelocate(0, 0, Math.rint(getWidth() * heldShare), height);
        fill.setVisible(share > 0);
    }
}
