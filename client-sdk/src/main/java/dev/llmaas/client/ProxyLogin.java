package dev.llmaas.client;

/**
 * What a proxy asks for (Basic, RFC 7617). It travels to the proxy as it is, before TLS begins. {@code toString} does not show the
 * password.
 *
 * @param user the name
 * @param password the password
 */
public record ProxyLogin(String user, String password) {
    @Override
    public String toString() {
        return "ProxyLogin[%s]".formatted(user);
    }
}
