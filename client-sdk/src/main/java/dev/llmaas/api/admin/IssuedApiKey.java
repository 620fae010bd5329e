package dev.llmaas.api.admin;

/**
 * A key at the only moment at which its secret can be read.
 *
 * @param key the key
 * @param secret what a client sends; the platform keeps a hash only
 */
public record IssuedApiKey(ApiKey key, String secret) {
    @Override
    public String toString() {
        return "IssuedApiKey[%s, secret=***]".formatted(key.id());
    }
}
