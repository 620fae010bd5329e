package dev.llmaas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import org.junit.jupiter.api.Test;

class QrCodeTest {
    private static final String ADDRESS = "https://login.acme.example/device?user_code=WDJB-MJHT";
    private static final int DOT = 4;

    @Test
    void aReaderReadsWhatWasWritten() throws Exception {
        QrCode code = QrCode.of(ADDRESS);
        int side = code.size() * DOT;
        int[] pixels = new int[side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = code.isDark(i % side / DOT, i / side / DOT) ? 0 : 0xffffff;
        }

        String read = new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels))))
                .getText();

        assertThat(read).isEqualTo(ADDRESS);
    }

    @Test
    void theLinesOfATerminalShowTwoRowsEach() {
        QrCode code = QrCode.of(ADDRESS);

        assertThat(code.lines()).hasSize(Math.ceilDiv(code.size(), 2)).allMatch(line -> line.length() == code.size());
        assertThat(code.lines().getFirst()).isEqualTo("\u2588".repeat(code.size()));
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> QrCode.of("x".repeat(5_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
