package dev.llmaas.client;

/**
 * An application that calls with its key.
 *
 * @param key {@code sk-llmaas-...}; never shown
 */
public record ApiKeyCredentials(String key) implements Credentials {
    /**
     * Checks the key's form.
     *
     * @throws IllegalArgumentException if it is blank or cannot stand in a header
     */
    public ApiKeyCredentials {
        if (key == null || !key.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("An API key is printable ASCII without blanks.");
        }
    }

    @Override
    public String toString() {
        return "ApiKeyCredentials[***]";
    }
}
