package dev.llmaas.client.internal;

import java.time.Duration;

/** Every bound of the client, each with its reason. */
public final class Limits {
    /** A whole JSON answer: the longest has thousands of keys of 1 KiB each, or an answer of 128k tokens. */
    public static final int ANSWER_BYTES_MAX = 64 << 20;

    /** The body of a refusal; beyond it stands no sentence for people. */
    public static final int ERROR_BYTES_MAX = 64 << 10;

    /** The sentence of a refusal, so that a proxy's page does not fill the screen. */
    public static final int SENTENCE_CHARACTERS_MAX = 2_000;

    /** One event of a stream: a chunk of text has 300 bytes, a settlement 1 KiB; logprobs and long tool calls need room. */
    public static final int EVENT_BYTES_MAX = 4 << 20;

    /** Silence on the event feed: the platform sends a heartbeat each 15 s; two may be lost. */
    public static final Duration EVENTS_SILENCE_MAX = Duration.ofSeconds(45);

    /** First pause before the event feed connects again: unnoticeable after a hiccup. */
    public static final Duration RECONNECT_FIRST = Duration.ofMillis(250);

    /** Longest pause before it connects again: a platform that comes back is seen within this time. */
    public static final Duration RECONNECT_MAX = Duration.ofSeconds(10);

    /** Pages of a list that are read in one go: with 100 entries a page, 10,000 entries. */
    public static final int PAGES_MAX = 100;

    /** A document of an identity provider: discovery has 5 KiB, large key sets 50 KiB. */
    public static final int PROVIDER_DOCUMENT_BYTES_MAX = 1 << 20;

    /** An answer of an identity provider: people wait for it before a window. */
    public static final Duration PROVIDER_TIMEOUT = Duration.ofSeconds(15);

    /** Time for a person to sign in: password, second factor, perhaps a reset by mail. */
    public static final Duration SIGN_IN_MAX = Duration.ofMinutes(10);

    /** The first line of a request to the loopback address: a code and a state, 8 KiB with very long codes. */
    public static final int REDIRECT_CHARACTERS_MAX = 16 << 10;

    /** Between two questions of a device sign-in unless the provider says otherwise (RFC 8628, section 3.2). */
    public static final Duration DEVICE_INTERVAL = Duration.ofSeconds(5);

    /** Components of a schema, those of records within records counted each time: OpenAI's bound. */
    public static final int SCHEMA_PROPERTIES_MAX = 5_000;

    /** Constants of one enum in a schema: OpenAI's bound. */
    public static final int SCHEMA_CHOICES_MAX = 1_000;

    /** The name of a schema: OpenAI's bound. */
    public static final int SCHEMA_NAME_CHARACTERS_MAX = 64;

    /** What a tool tells a model: more than most contexts hold. */
    public static final int TOOL_RESULT_CHARACTERS_MAX = 1 << 20;

    /** Blocks of one message: each text, thought and call is one, and few answers have more than ten. */
    public static final int MESSAGE_BLOCKS_MAX = 10_000;

    /** Calls of one batch: the platform's bound. */
    public static final int BATCH_CALLS_MAX = 10_000;

    /** First pause between two looks at a batch: small ones end within a second. */
    public static final Duration BATCH_LOOK_FIRST = Duration.ofMillis(250);

    /** Longest pause between two looks at a batch: large ones take hours. */
    public static final Duration BATCH_LOOK_MAX = Duration.ofSeconds(15);

    private Limits() {}
}
