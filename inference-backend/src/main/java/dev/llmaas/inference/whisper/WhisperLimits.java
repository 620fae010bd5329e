package dev.llmaas.inference.whisper;

import java.time.Duration;

/** Every bound on what a recording or a model file may make us read or keep. */
final class WhisperLimits {
    /** What the model hears at once. */
    static final int WINDOW_SECONDS = 30;

    /** Samples a second that the model wants. */
    static final int RATE = 16_000;

    /** Two hours of sound take 460 MiB as numbers, twice while they are put together; the runner has 2 GiB. */
    static final int SECONDS_MAX = 2 * 3_600;

    /** A recording moves on by this much at least, whatever the model says. */
    static final double ADVANCE_SECONDS_MIN = 1;

    /** Of what was said before, so much is told to the next window. */
    static final int CARRIED_CHARACTERS_MAX = 200;

    /** Longer prompts are cut by the model anyway: it has 224 tokens for them. */
    static final int PROMPT_CHARACTERS_MAX = 4_000;

    /** Recordings that wait for the one that is heard. */
    static final int WAITING_MAX = 32;

    /** Channels, samples a second and bits that sound files have. */
    static final int CHANNELS_MAX = 32;

    static final int RATE_MAX = 768_000;

    /** The largest open model has 32 layers on each side, and 1,280 numbers wide. */
    static final int LAYERS_MAX = 128;

    static final int WIDTH_MAX = 16_384;

    static final int VOCABULARY_MAX = 200_000;

    static final int NAME_BYTES_MAX = 256;

    /** A decoder that takes longer than this for one recording hangs. */
    static final Duration DECODE_MAX = Duration.ofMinutes(10);

    private WhisperLimits() {}
}
