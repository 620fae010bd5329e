package dev.llmaas.console.terminal;

import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.session.Directories;
import dev.llmaas.console.session.LocalModels;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The world around a command, handed in whole.
 *
 * @param directories where the user's files are
 * @param store opens the place where sessions are kept; asked for when first needed, because looking takes time
 * @param screen where to read and write
 * @param browser shows an address in a browser; throws if there is none
 * @param language of the machine, for users who chose none
 * @param zone in which times are written
 * @param clock the time
 * @param models the store of model files on this machine
 */
public record Surroundings(
        Directories directories,
        Supplier<TokenStore> store,
        Screen screen,
        Consumer<URI> browser,
        Language language,
        ZoneId zone,
        InstantSource clock,
        LocalModels models) {}
