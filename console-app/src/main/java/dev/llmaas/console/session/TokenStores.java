package dev.llmaas.console.session;

import dev.llmaas.client.auth.TokenStore;

/** Chooses where sessions are kept: in the keychain where there is one that works. Probing it blocks for seconds at most. */
public final class TokenStores {
    private TokenStores() {}

    /** For the desktop: without a keychain, the session ends with the console. */
    public static TokenStore forDesktop(Directories directories) {
        return KeychainTokenStore.probe(directories.config()).orElseGet(MemoryTokenStore::new);
    }

    /**
     * For the terminal, whose every command is a process of its own: without a keychain, sessions are kept in a file that
     * only its owner may read. Tell the person; {@link TokenStore#place} says which it is.
     */
    public static TokenStore forTerminal(Directories directories) {
        return KeychainTokenStore.probe(directories.config()).orElseGet(() -> new FileTokenStore(directories.config()));
    }
}
