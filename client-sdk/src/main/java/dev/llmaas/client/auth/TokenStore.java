package dev.llmaas.client.auth;

import java.util.Optional;

/**
 * Keeps refresh tokens between runs. Implementations are thread-safe, block, and never write a token anywhere else. What
 * cannot be kept is not an error of the sign-in: an implementation that fails behaves as if it were empty.
 */
public interface TokenStore {
    /** Where a store keeps its tokens; consoles tell the person. */
    enum Place {
        /** In the keychain of the operating system. */
        KEYCHAIN,
        /** In a file that only its owner may read. */
        FILE,
        /** In memory: the session ends with the program. */
        MEMORY
    }

    /** Where tokens are kept. */
    Place place();

    /** The token of this account. */
    Optional<String> read(String account);

    /** Keeps the token of this account, replacing another. */
    void write(String account, String refreshToken);

    /** Forgets the token of this account. */
    void delete(String account);

    /**
     * Waits until nobody else, in this process or another, renews this account's session. A refresh token is good for one
     * use: two processes that use the same one end the session.
     *
     * @return to be closed when the new token is written
     */
    Turn turn(String account);

    /** The right to renew, until it is closed. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
