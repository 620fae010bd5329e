package dev.llmaas.console.terminal;

import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** Why a certificate is not believed, told apart by what Java throws, whose own sentences only its makers understand. */
enum CertificateFault {
    /** Its time is over. */
    EXPIRED("terminal.doctor.certificate.expired"),
    /** Its time has not begun; mostly a clock is wrong. */
    NOT_YET("terminal.doctor.certificate.not_yet"),
    /** It is of another server. */
    OTHER_NAME("terminal.doctor.certificate.other_name"),
    /** Nobody whom this machine trusts has signed it. */
    NOT_TRUSTED("terminal.doctor.certificate.not_trusted"),
    /** There was no certificate to look at: the two could not agree how to speak. */
    NO_AGREEMENT("terminal.doctor.certificate.no_agreement");

    private static final int CAUSES_MAX = 16;

    private final String key;

    CertificateFault(String key) {
        this.key = key;
    }

    /** The key of the sentence that says it. */
    String key() {
        return key;
    }

    /** What a failed handshake means. */
    static CertificateFault of(IOException failed) {
        CertificateFault found = NO_AGREEMENT;
        Throwable cause = failed;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            switch (cause) {
                case CertificateExpiredException _ -> {
                    return EXPIRED;
                }
                case CertificateNotYetValidException _ -> {
                    return NOT_YET;
                }
                case CertPathValidatorException _ -> found = NOT_TRUSTED;
                case CertificateException certificate -> found = ofName(certificate) ? OTHER_NAME : NOT_TRUSTED;
                default -> {}
            }
            cause = cause.getCause();
        }
        return found;
    }

    /** Java has no type of its own for it, but always says so in these words. */
    private static boolean ofName(CertificateException refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("No subject alternative") || message.startsWith("No name matching");
    }
}
