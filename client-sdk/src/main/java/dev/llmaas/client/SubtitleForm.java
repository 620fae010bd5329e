package dev.llmaas.client;

import java.util.Locale;

/** How subtitles are written. */
public enum SubtitleForm {
    /** SubRip, which every player reads. */
    SRT,
    /** WebVTT, which browsers read. */
    VTT;

    /** Its name on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
