package dev.llmaas.console.terminal;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.ArrayList;
import java.util.List;

/** A QR code in block characters, two rows of dots a line, light dots drawn so that it reads on a dark terminal. */
final class QrCode {
    private QrCode() {}

    static List<String> lines(String text) {
        try {
            BitMatrix dots = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0);
            List<String> lines = new ArrayList<>();
            for (int y = 0; y < dots.getHeight(); y += 2) {
                StringBuilder line = new StringBuilder();
                for (int x = 0; x < dots.getWidth(); x++) {
                    boolean upper = !dots.get(x, y);
                    boolean lower = y + 1 >= dots.getHeight() || !dots.get(x, y + 1);
                    line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
                }
                lines.add(line.toString());
            }
            return lines;
        } catch (WriterException tooLong) {
            return List.of();
        }
    }
}
