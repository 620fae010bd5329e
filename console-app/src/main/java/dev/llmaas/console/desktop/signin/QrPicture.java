package dev.llmaas.console.desktop.signin;

import dev.llmaas.console.QrCode;
import java.net.URI;
import javafx.scene.Node;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

/** An address for the camera of a telephone. Always dark on white: cameras expect it. */
final class QrPicture {
    private static final int SIZE = 160;

    private QrPicture() {}

    static Node of(URI address) {
        QrCode code = QrCode.of(address.toString());
        int dot = Math.max(1, SIZE / code.size());
        WritableImage image = new WritableImage(code.size() * dot, code.size() * dot);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getPixelWriter().setColor(x, y, code.isDark(x / dot, y / dot) ? Color.BLACK : Color.WHITE);
            }
        }
        ImageView view = new ImageView(image);
        view.setAccessibleText(address.toString());
        return view;
    }
}
