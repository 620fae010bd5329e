package dev.llmaas.console;

import java.time.Duration;

/** Every bound of the console, each with its reason. */
public final class Limits {
    /** Platforms that a user keeps; a list longer than this is a script's mistake and would not fit a menu. */
    public static final int PROFILES_MAX = 100;

    /** The profiles file: a hundred profiles with a certificate of 2 KiB each, and room. */
    public static final int PROFILES_FILE_BYTES_MAX = 1 << 20;

    /** The list of demonstration users: one a role, a few hundred bytes each, and room. */
    public static final int DEMO_USERS_FILE_BYTES_MAX = 1 << 16;

    /** Connecting to a server to see its certificate: longer than any working network takes, shorter than patience. */
    public static final Duration PROBE_MAX = Duration.ofSeconds(5);

    /** Certificates in a chain that a server shows; real ones have two to five. */
    public static final int CHAIN_CERTIFICATES_MAX = 10;

    /** Start of the bundled platform: 3 s on an idle laptop; a cold disk and two busy cores take ten times as long. */
    public static final Duration PLATFORM_START_MAX = Duration.ofSeconds(60);

    /** Between two looks at a starting platform: unnoticeable, and cheap for the machine. */
    public static final Duration PLATFORM_START_LOOK = Duration.ofMillis(50);

    /** End of the bundled platform: it lets streams finish for up to 10 s, and then closes its database. */
    public static final Duration PLATFORM_STOP_MAX = Duration.ofSeconds(15);

    /** The end of the platform's log that is searched for the reason of its failure. */
    public static final int PLATFORM_LOG_TAIL_BYTES = 1 << 14;

    /** A longer log of the local platform is put aside at the next start. */
    public static final long PLATFORM_LOG_BYTES_MAX = 16L * 1024 * 1024;

    /** Between two pictures of what is live: five a second look steady and leave the machine its rest. */
    public static final Duration TICK = Duration.ofMillis(200);

    /** Between two drawings of limits that calls move: a bar that moves each second looks steady. */
    public static final Duration LIMITS_REDRAW = Duration.ofSeconds(1);

    /** Times to the first token that one tick keeps; more would not move a percentile that anybody sees. */
    public static final int TICK_SAMPLES_MAX = 1_000;

    /** Keys or models that one tick tells apart; a tick is a fifth of a second. */
    public static final int TICK_GROUPS_MAX = 1_000;

    /** The last calls that the console lists; more than fit on a screen. */
    public static final int RECENT_CALLS_MAX = 50;

    /** Points of a line on a live chart: twelve minutes of ticks. */
    public static final int SERIES_POINTS = 3_600;

    /** Models with a colour of their own on a chart; the rest is one area. */
    public static final int CHART_MODELS_MAX = 7;

    /** Times to the first token behind the percentiles: a minute of more than thirty calls a second. */
    public static final int LATENCY_SAMPLES_MAX = 2_000;

    /** Notices that the bell keeps. */
    public static final int NOTICES_MAX = 50;

    /** Characters of a key's name. */
    public static final int KEY_NAME_CHARACTERS_MAX = 100;

    /** Turns of a conversation in the playground; a longer one would not fit a model's context. */
    public static final int PLAYGROUND_TURNS_MAX = 200;

    /** Texts that end an answer; OpenAI's API allows so many. */
    public static final int STOPS_MAX = 4;

    /** Texts that are compared with one another; a larger matrix could not be read. */
    public static final int COMPARED_TEXTS_MAX = 24;

    /** Documents that are ranked at once; a longer list would not be looked through. */
    public static final int RANKED_DOCUMENTS_MAX = 100;

    /** A recording that is sent from the playground: hours of speech, or what the platform takes at most. */
    public static final long RECORDING_BYTES_MAX = 512L * 1024 * 1024;

    /** The file of sessions: some platforms with a refresh token of 2 KiB each, and room. */
    public static final int SESSION_FILE_BYTES_MAX = 1 << 20;

    /** An answer of the keychain: one that asks the person takes longer, and then the session is kept elsewhere. */
    public static final Duration KEYCHAIN_MAX = Duration.ofSeconds(3);

    /** Waiting for another process that renews the same session: longer than a provider takes. */
    public static final Duration RENEWAL_TURN_MAX = Duration.ofSeconds(20);

    /** Between two looks whether the other process is done: unnoticeable, and cheap. */
    public static final Duration RENEWAL_LOOK = Duration.ofMillis(20);

    /** A question from a pipe: far more than any context holds, and no more than the platform reads. */
    public static final int PIPED_QUESTION_BYTES_MAX = 1 << 20;

    /** Turns of a conversation in the terminal; the oldest are left out. */
    public static final int CHAT_TURNS_MAX = 100;

    /** Events that wait to be shown; then the feed waits, and the platform drops what nobody reads. */
    public static final int WATCH_QUEUE_MAX = 1_000;

    /** Between two frames of the live view: four a second look steady in a terminal. */
    public static final Duration WATCH_REDRAW = Duration.ofMillis(250);

    /** The live feed tells the time within this while it is looked at. */
    public static final Duration DOCTOR_EVENT_MAX = Duration.ofSeconds(5);

    /** Clocks further apart than this break tokens; the platform grants a minute. */
    public static final Duration CLOCK_SKEW_MAX = Duration.ofSeconds(30);

    /** A certificate that ends sooner should be renewed now. */
    public static final Duration CERTIFICATE_REST_MIN = Duration.ofDays(14);

    private Limits() {}
}
