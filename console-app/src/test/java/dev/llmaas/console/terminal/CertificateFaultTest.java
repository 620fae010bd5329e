package dev.llmaas.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class CertificateFaultTest {
    @Test
    void theInnermostReasonCounts() {
        assertThat(fault(new CertificateException(new CertPathValidatorException(new CertificateExpiredException()))))
                .isEqualTo(CertificateFault.EXPIRED);
        assertThat(fault(new CertificateException(new CertificateNotYetValidException())))
                .isEqualTo(CertificateFault.NOT_YET);
        assertThat(fault(new CertificateException("PKIX path building failed")))
                .isEqualTo(CertificateFault.NOT_TRUSTED);
        assertThat(fault(new CertificateException("No subject alternative DNS name matching other found.")))
                .isEqualTo(CertificateFault.OTHER_NAME);
        assertThat(CertificateFault.of(new SSLHandshakeException("protocol_version")))
                .isEqualTo(CertificateFault.NO_AGREEMENT);
    }

    private static CertificateFault fault(CertificateException cause) {
        SSLHandshakeException handshake = new SSLHandshakeException("handshake");
        handshake.initCause(cause);
        return CertificateFault.of(handshake);
    }
}
