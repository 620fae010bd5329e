package dev.llmaas.console.desktop.theme;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which colours the user wants. */
public enum Theme {
    /** As the machine is set, and changing with it. */
    SYSTEM,
    /** Dark on light. */
    LIGHT,
    /** Light on dark. */
    DARK;

    /** What preferences keep. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme of a tag; the system's if there is none of it. */
    public static Theme of(@Nullable String tag) {
        return Arrays.stream(values())
                .filter(theme -> theme.tag().equals(tag))
                .findFirst()
                .orElse(SYSTEM);
    }
}
