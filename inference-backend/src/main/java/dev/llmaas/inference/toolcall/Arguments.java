package dev.llmaas.inference.toolcall;

/** How the arguments of a call are written: reads them letter by letter and tells them as JSON. Belongs to one call. */
interface Arguments {
    /** Takes the next letter; {@link #written} is what to tell of it. */
    JsonScan.Step feed(char letter);

    /** JSON for the letter taken last; empty while it is not decided. */
    String written();
}
