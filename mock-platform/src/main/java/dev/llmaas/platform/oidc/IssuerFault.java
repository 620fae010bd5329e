package dev.llmaas.platform.oidc;

/** An issuer that cannot be used now; the message is a sentence for an administrator. */
final class IssuerFault extends Exception {
    IssuerFault(String sentence) {
        super(sentence);
    }

    IssuerFault(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
