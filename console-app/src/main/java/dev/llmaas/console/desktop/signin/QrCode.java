package dev.llmaas.console.desktop.signin;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.net.URI;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

/** An address for the camera of a telephone. Always dark on white: cameras expect it. */
final class QrCode {
    private static final int SIZE = 160;
    private static final int QUIET_ZONE = 2; // modules; readers need some white around

    private QrCode() {}

    static Node of(URI address) {
        try {
            BitMatrix bits = new QRCodeWriter()
                    .encode(
                            address.toString(),
                            BarcodeFormat.QR_CODE,
                            SIZE,
                            SIZE,
                            Map.of(EncodeHintType.MARGIN, QUIET_ZONE));
            WritableImage image = new WritableImage(bits.getWidth(), bits.getHeight());
            for (int y = 0; y < bits.getHeight(); y++) {
                for (int x = 0; x < bits.getWidth(); x++) {
                    image.getPixelWriter().setColor(x, y, bits.get(x, y) ? Color.BLACK : Color.WHITE);
                }
            }
            ImageView view = new ImageView(image);
            view.setAccessibleText(address.toString());
            return view;
        } catch (WriterException tooLong) {
            throw new IllegalStateException("The address of a sign-in fits into a QR code.", tooLong);
        }
    }
}
