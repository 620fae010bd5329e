package dev.llmaas.console;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A text for the camera of a telephone, as dots. Immutable. */
public final class QrCode {
    private static final int QUIET_ZONE = 2; // dots; readers need some white around

    private final BitMatrix dots;

    private QrCode(BitMatrix dots) {
        this.dots = dots;
    }

    /**
     * The code of {@code text}, a dot a pixel.
     *
     * @throws IllegalArgumentException if it is longer than a code can hold, about 2,900 characters
     */
    public static QrCode of(String text) {
        try {
            return new QrCode(new QRCodeWriter()
                    .encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, QUIET_ZONE)));
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("The text does not fit into a QR code.", tooLong);
        }
    }

    /** Dots from side to side, the white around included. */
    public int size() {
        return dots.getWidth();
    }

    /** Whether the dot in this place is dark. */
    public boolean isDark(int x, int y) {
        return dots.get(x, y);
    }

    /** The code in block characters, two rows of dots a line, light dots drawn so that it reads on a dark terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < size(); y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = 0; x < size(); x++) {
                boolean upper = !isDark(x, y);
                boolean lower = y + 1 >= size() || !isDark(x, y + 1);
                line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
            }
            lines.add(line.toString());
        }
        return List.copyOf(lines);
    }
}
