package dev.llmaas.console.desktop.widget;

import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.i18n.Messages;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What every view needs of its surroundings. A new one is made when the language changes, and the views with it.
 *
 * @param messages the texts
 * @param formats how numbers and times are written
 * @param clock the time
 * @param clipboard takes what is copied
 * @param browser opens an address outside of the console
 * @param overlay where dialogs and toasts appear
 */
public record Ui(
        Messages messages,
        Formats formats,
        InstantSource clock,
        Consumer<String> clipboard,
        Consumer<URI> browser,
        Overlay overlay) {
    /** A text. */
    public String text(String key, Object... arguments) {
        return messages.text(key, arguments);
    }

    /** The time. */
    public Instant now() {
        return clock.instant();
    }

    /** Copies a text and says so. */
    public void copy(String text) {
        clipboard.accept(text);
        overlay.toast(Overlay.Tone.SUCCESS, text("action.copied"));
    }
}
