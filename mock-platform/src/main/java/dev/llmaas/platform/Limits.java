package dev.llmaas.platform;

import java.time.Duration;

/** Every bound of the platform, with the reason for its value. */
public final class Limits {
    /** A 128k-token prompt is about 600 kB of text; images as data URIs need more. */
    public static final int INFERENCE_BODY_BYTES_MAX = 16 * 1024 * 1024;

    /** Administration sends small records only. */
    public static final int ADMIN_BODY_BYTES_MAX = 256 * 1024;

    /** OpenAI's own schemas nest less than this; deeper JSON is an attack. */
    public static final int JSON_DEPTH_MAX = 64;

    /** Bounds what a single request asks an engine to render. */
    public static final int MESSAGES_MAX = 4096;

    /** A client that needs longer to send a body holds a connection for nothing. */
    public static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    /** Bounds memory: a slow reader is refused more than this, and its engine waits. */
    public static final int STREAM_BUFFER_BYTES_MAX = 64 * 1024;

    /** A reader that takes nothing for so long is given up, so that its slot serves others. */
    public static final Duration SLOW_READER_MAX = Duration.ofSeconds(60);

    /** One frame of a stream; larger ones only come from a broken engine. */
    public static final int FRAME_BYTES_MAX = 4 * 1024 * 1024;

    /** An answer collected in memory for a client that does not stream. */
    public static final int ANSWER_BYTES_MAX = 16 * 1024 * 1024;

    /** Output tokens held at a time while a stream runs: small against any limit, large against a commit's cost. */
    public static final int OUTPUT_SLICE_TOKENS = 256;

    /** Tokens that a chat template may add beside the bytes of the request. */
    public static final int TEMPLATE_TOKENS_MAX = 512;

    /** An unstreamed call holds its whole ceiling only where so many like it would fit. */
    public static final int CEILING_FACTOR = 8;

    /** How long a silent engine may think before the call ends with a time-out. */
    public static final Duration ENGINE_SILENCE_MAX = Duration.ofMinutes(10);

    /** How long running streams may take to finish when the platform stops. */
    public static final Duration DRAIN_MAX = Duration.ofSeconds(30);

    /** A heartbeat keeps proxies from closing a silent stream; most give up after 30 or 60 seconds. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** Events kept for subscribers that come back: some seconds at full load. */
    public static final int LIVE_RING_EVENTS = 16_384;

    /** Consoles that watch at once. */
    public static final int LIVE_SUBSCRIBERS_MAX = 1_000;

    /** How often the load is sampled while somebody watches; the console draws five frames a second. */
    public static final Duration LOAD_SAMPLE_INTERVAL = Duration.ofMillis(200);

    /** How long a replica may take to finish its answers before it is unloaded or started again: a long answer. */
    public static final Duration REPLICA_PATIENCE = Duration.ofMinutes(1);

    /** Replicas that a machine keeps unloaded; many times as many as fit on one. */
    public static final int UNLOADED_REPLICAS_MAX = 1_000;

    /** Providers that put hundreds of groups into a token stay below this; a header line of more is refused anyway. */
    public static final int ACCESS_TOKEN_CHARACTERS_MAX = 16 * 1024;

    /** Clocks of machines that follow a time server differ by less. */
    public static final Duration CLOCK_SKEW_MAX = Duration.ofSeconds(30);

    /** An identity that needs more is misconfigured; bounds what is kept and stored of a token. */
    public static final int CLAIM_CHARACTERS_MAX = 320;

    /** Values of a roles or groups claim that are looked at. */
    public static final int CLAIM_VALUES_MAX = 2_000;

    /** Providers publish a handful of keys; more would only cost memory. */
    public static final int KEYS_PER_ISSUER_MAX = 100;

    /** Discovery documents and key sets have some kilobytes. */
    public static final int ISSUER_DOCUMENT_BYTES_MAX = 512 * 1024;

    /** A provider that needs longer to answer cannot sign anybody in either. */
    public static final Duration ISSUER_TIMEOUT = Duration.ofSeconds(10);

    /** Tokens with made-up key ids cause at most one look at the provider's keys in this time. */
    public static final Duration KEYS_REFETCH_MIN = Duration.ofSeconds(30);

    /** A key that a provider withdrew is refused after this time at the latest. */
    public static final Duration KEYS_REFRESH = Duration.ofMinutes(10);

    /** The longest pause between two attempts to reach a provider that is away. */
    public static final Duration ISSUER_RETRY_MAX = Duration.ofMinutes(1);

    /** A body that is read on the event loop; at some hundred megabytes a second others wait for it a tenth of a millisecond. */
    public static final int LOOP_BODY_BYTES_MAX = 32 * 1024;

    /** Characters of the name of a parameter that a refusal repeats; those of all APIs are shorter. */
    public static final int PARAMETER_CHARACTERS_SHOWN = 100;

    /** A body whose bytes a guardrail glances at; longer ones are read at once, which costs them less than they cost. */
    public static final int GUARDRAIL_GLANCE_BYTES_MAX = 16 * 1024;

    /** Characters of a request that guardrails look at: a million tokens. A look takes some 10 ns each; more is a finding. */
    public static final int GUARDRAIL_CHARACTERS_MAX = 4_000_000;

    /** Texts of one request to the moderations. */
    public static final int MODERATION_TEXTS_MAX = 1_000;

    /** Answers that one request may ask for; engines compute them together. */
    public static final int CHOICES_MAX = 16;

    /** Output tokens that a request may ask for: beyond the context of any model, and small enough for exact arithmetic. */
    public static final int OUTPUT_TOKENS_MAX = 10_000_000;

    /** Names of models are paths of a hub at the longest. */
    public static final int MODEL_NAME_CHARACTERS_MAX = 256;

    /** OpenAI's bound for {@code stop}. */
    public static final int STOP_TEXTS_MAX = 4;

    /** OpenAI's bound for {@code top_logprobs}. */
    public static final int TOP_LOGPROBS_MAX = 20;

    /** Connections from one event loop to one engine; a stream takes one, a steering call another for a moment. */
    public static final int ENGINE_CONNECTIONS_MAX = 8_192;

    /** An engine on the same machine or rack that does not accept within this time is down. */
    public static final Duration ENGINE_CONNECT_MAX = Duration.ofSeconds(3);

    /** How long a stopped engine may take to come with its exact count; it needs one token step. */
    public static final Duration ENGINE_STOP_MAX = Duration.ofSeconds(10);

    /** How often running streams are looked at for silence, slow readers and heartbeats. */
    public static final Duration RELAY_TICK = Duration.ofMillis(250);

    /** A silence in which an engine may have used up its budget without saying so, because it holds text back. */
    public static final Duration HELD_BACK_MAX = Duration.ofSeconds(2);

    /** The part of an engine's error message that is passed on. */
    public static final int ENGINE_MESSAGE_CHARACTERS_MAX = 500;

    /** Configurable slots of one replica; no engine batches more. */
    public static final int MODEL_SLOTS_MAX = 1_024;

    /** Configurable context: ten times the longest of today's open models. */
    public static final int MODEL_CONTEXT_TOKENS_MAX = 10_000_000;

    /** Configurable threads of one runner; more than any machine has cores. */
    public static final int MODEL_THREADS_MAX = 1_024;

    /** Models of one catalogue; a page shows them all. */
    public static final int MODELS_MAX = 1_000;

    /** API keys that are not revoked: all of them are held in memory, about half a kilobyte each. */
    public static final int API_KEYS_MAX = 100_000;

    /** A key's name is read in tables. */
    public static final int KEY_NAME_CHARACTERS_MAX = 100;

    /** Entries of a page, unless asked for less. */
    public static final int PAGE_ENTRIES_MAX = 100;

    /** How often other replicas' changes of keys are looked for: a revoked key must be refused everywhere within a second. */
    public static final Duration KEY_CHANGES_POLL = Duration.ofMillis(400);

    /** How often the moments of last use are written down. */
    public static final Duration LAST_USED_FLUSH = Duration.ofSeconds(10);

    /** How long a verified access token is believed without another look, so that not each request costs a signature check. */
    public static final Duration TOKEN_MEMORY = Duration.ofSeconds(60);

    /** Verified access tokens remembered at once; people who are signed in at the same time. */
    public static final int TOKENS_REMEMBERED_MAX = 10_000;

    /** How often certificates and the keys of providers are looked at. */
    public static final Duration MAINTENANCE_INTERVAL = Duration.ofSeconds(1);

    /** How often the files of the certificate are looked at. */
    public static final Duration CERTIFICATE_LOOK = Duration.ofMinutes(1);

    /** Changes that wait to be written: more than a second's worth at full load; a longer queue only hides the trouble. */
    public static final int WRITE_QUEUE_MAX = 8_192;

    /** Changes in one transaction: enough to share a commit's cost, few enough for a transaction of milliseconds. */
    public static final int COMMIT_GROUP_MAX = 512;

    /** Under load the ledger commits no more often; a call's last bytes wait half of it on average. */
    public static final Duration COMMIT_INTERVAL_MIN = Duration.ofMillis(4);

    /** Half of the journal: what 10,000 calls a second promise in a second; then calls wait for commits again. */
    public static final int JOURNAL_HALF_BYTES = 4 * 1024 * 1024;

    /**
     * How long promised calls wait to be written: a commit of one call costs about 190 us of a core, of 250 about 2 ms.
     */
    public static final Duration PROMISE_INTERVAL = Duration.ofMillis(250);

    /** PostgreSQL may ask to run a transaction again; conflicts that outlast so many attempts are a fault. */
    public static final int WRITE_ATTEMPTS_MAX = 6;

    /** Connections that read: screens ask for little, and more would only compete for the same cores. */
    public static final int READERS_MAX = 4;

    /** Queries that wait for a reader. */
    public static final int READ_QUEUE_MAX = 1_024;

    /** A platform that did not show for so long is taken for dead; what its calls held is free again. */
    public static final Duration QUOTA_HOLDER_TTL = Duration.ofSeconds(20);

    /** How often a platform shows that it lives and gives back what it does not need; several times in its time to live. */
    public static final Duration QUOTA_SWEEP_INTERVAL = Duration.ofSeconds(5);

    /** A platform takes this part of a limit at a time: a handful of database changes a thousand calls. */
    public static final int QUOTA_BLOCKS_PER_LIMIT = 64;

    /** Blocks are only taken while so many more would be left; after that exactly what is needed, so nothing lies idle. */
    public static final int QUOTA_BLOCKS_SPARE = 8;

    /** Attempts of one reservation to get hold of what others free or take at the same moment. */
    public static final int QUOTA_ATTEMPTS_MAX = 100;

    /** Sums by minute are kept apart by so many combinations of key, model and outcome in memory; others are looked up. */
    public static final int USAGE_SERIES_KNOWN_MAX = 50_000;

    /** The longest range of one report: ten years and a bit. */
    public static final Duration USAGE_REPORT_MAX = Duration.ofDays(3_700);

    /** The longest range of a report by hour: a quarter; a chart cannot show more. */
    public static final Duration USAGE_REPORT_HOURS_MAX = Duration.ofDays(93);

    /** Times of a query, milliseconds since 1970: the end of the year 9999, behind which dates have no usual form. */
    public static final long TIME_MS_MAX = 253_402_300_799_999L;

    /** Settlements shown when a console opens. */
    public static final int USAGE_RECENT_MAX = 50;

    /** Forms and queries of the bundled provider: a sign-in needs some hundred bytes, a token in a form some thousand. */
    public static final int OIDC_FORM_BYTES_MAX = 16 * 1024;

    /** The longest list of OpenID Connect has half as many. */
    public static final int OIDC_PARAMETERS_MAX = 40;

    /** An ID token comes back as a hint; everything else is shorter. */
    public static final int OIDC_PARAMETER_CHARACTERS_MAX = 8 * 1024;

    /** What a client wants to get back unchanged ({@code state}, {@code nonce}); bounds what a page waiting for a password costs. */
    public static final int OIDC_ECHO_CHARACTERS_MAX = 1_024;

    /** Sign-ins that wait for somebody to type; a flood drops the oldest. */
    public static final int OIDC_SIGN_INS_MAX = 2_000;

    /** How long a sign-in page may lie open. */
    public static final Duration OIDC_SIGN_IN_LIFE = Duration.ofMinutes(10);

    /** The console redeems a code at once; RFC 6749 section 4.1.2 allows ten minutes at most. */
    public static final Duration OIDC_CODE_LIFE = Duration.ofSeconds(60);

    /** Codes that wait, and spent ones that are remembered so that their second use is noticed. */
    public static final int OIDC_CODES_MAX = 4_000;

    /** How long the second use of a code still ends the session that came from it. */
    public static final Duration OIDC_CODE_MEMORY = Duration.ofMinutes(10);

    /** Devices that wait for somebody to enter their code. */
    public static final int OIDC_DEVICES_MAX = 1_000;

    /** Time to find the other device, open the page and sign in. */
    public static final Duration OIDC_DEVICE_LIFE = Duration.ofMinutes(10);

    /** What RFC 8628 section 3.5 names as the interval of polls, and by how much a hasty client must slow down. */
    public static final Duration OIDC_POLL_INTERVAL = Duration.ofSeconds(5);

    /** Sessions of the bundled provider; the oldest gives way. */
    public static final int OIDC_SESSIONS_MAX = 10_000;

    /** How long a refresh token may be renewed before its owner must sign in again. */
    public static final Duration OIDC_SESSION_LIFE = Duration.ofDays(7);

    /** Wrong guesses that cost nothing: people mistype. */
    public static final int OIDC_GUESSES_FREE = 5;

    /** The pause after one guess too many; each further one doubles it. */
    public static final Duration OIDC_GUESS_PAUSE = Duration.ofSeconds(30);

    /** The longest pause: at this rate a code of six digits is found in some years. */
    public static final Duration OIDC_GUESS_PAUSE_MAX = Duration.ofMinutes(15);

    /** Wrong codes of devices that cost nothing: everybody shares the counter, and a code has 34 bits. */
    public static final int OIDC_SHARED_GUESSES_FREE = 60;

    /** Counters that all made-up names share, so that making up names costs no memory. */
    public static final int OIDC_STRANGER_COUNTERS = 256;

    /** Demonstration users in the file: one a role, and room for some more. */
    public static final int OIDC_USERS_MAX = 100;

    /** What the file of the demonstration users may have. */
    public static final int OIDC_USERS_FILE_BYTES_MAX = 64 * 1024;

    /** How long the bundled provider signs with the same key. */
    public static final Duration OIDC_KEY_LIFE = Duration.ofDays(90);

    /** A client that opens a connection has something to ask; one that does not only holds the place of another. */
    public static final Duration FIRST_REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** A connection on which nothing moves for so long is forgotten by its client; the longest silent call is shorter. */
    public static final Duration CONNECTION_IDLE_MAX = ENGINE_SILENCE_MAX.plusMinutes(1);

    /** How long a client may be silent between two requests on one connection; the usual pools give up earlier. */
    public static final Duration NEXT_REQUEST_TIMEOUT = Duration.ofMinutes(6);

    /** Answers below it fit into a handful of packets; packing them costs more than it saves. */
    public static final int PACKED_ANSWER_BYTES_MIN = 8 * 1024;

    /** Choices of one header that are looked at. */
    public static final int HEADER_CHOICES_MAX = 32;

    /** Origins of one configuration. */
    public static final int ALLOWED_ORIGINS_MAX = 100;

    /** OpenAI and others keep answers for a day; whoever repeats later wants another one. */
    public static final Duration IDEMPOTENT_ANSWER_LIFE = Duration.ofHours(24);

    /** Answers kept for repetition: about a kilobyte each. */
    public static final int IDEMPOTENT_ANSWERS_MAX = 10_000;

    /** A UUID has 36; what others allow. */
    public static final int IDEMPOTENCY_KEY_CHARACTERS_MAX = 255;

    /** Slower senders of large bodies only hold memory. */
    public static final int BODY_BYTES_PER_SECOND_MIN = 64 * 1024;

    /** OpenAI's bound for the inputs of one request for embeddings. */
    public static final int EMBEDDING_INPUTS_MAX = 2_048;

    /** More than any of today's models makes. */
    public static final int EMBEDDING_DIMENSIONS_MAX = 65_536;

    /** What Cohere recommends as the most of one request. */
    public static final int RERANK_DOCUMENTS_MAX = 1_000;

    /** Texts for speech and images; OpenAI's bounds are a few thousand. */
    public static final int PASSED_ON_CHARACTERS_MAX = 32_000;

    /** A recording: an hour of speech as MP3, twice OpenAI's bound. */
    public static final int AUDIO_BODY_BYTES_MAX = 50 * 1024 * 1024;

    /** The longest recording of one call. */
    public static final int AUDIO_SECONDS_MAX = 6 * 3_600;

    /** Speech codecs that say something intelligible need more bytes for a second (Opus at 6 kbit/s). */
    public static final int AUDIO_BYTES_PER_SECOND_MIN = 700;

    /** Parts of a form; OpenAI's have a dozen fields, some of them lists. */
    public static final int FORM_PARTS_MAX = 64;

    /** The head of a part: a name and a file name. */
    public static final int FORM_PART_HEAD_BYTES_MAX = 4 * 1024;

    /** A field of a form beside the file; prompts are the longest. */
    public static final int FORM_FIELD_BYTES_MAX = 64 * 1024;
    /** Servers that share the requests of one model. */
    public static final int UPSTREAMS_MAX = 64;

    /** The longest silence that an operator may allow a server; reasoning models think for minutes. */
    public static final Duration UPSTREAM_WAIT_MAX = Duration.ofMinutes(60);

    /** Loading the largest models from a network share takes this long. */
    public static final Duration COMMAND_READY_MAX = Duration.ofHours(6);

    /** A platform that stops waits for its programs so long. */
    public static final Duration COMMAND_GRACE_MAX = Duration.ofMinutes(10);

    /** How long a look at the state of all models is good for: a public address must cost nothing. */
    public static final Duration STATUS_LIFE = Duration.ofSeconds(1);

    /** Calls that are told of as the latest ones. */
    public static final Duration STATUS_WINDOW = Duration.ofMinutes(15);

    /** Requests at once on one connection of HTTP/2: RFC 9113 section 6.5.2 wants no less, and clients open another. */
    public static final int HTTP2_STREAMS_MAX = 100;

    /**
     * Requests that one connection may take back in {@link #HTTP2_RESETS_WINDOW}: people who stop answers stay far below,
     * and whoever only begins and ends requests (CVE-2023-44487) is through in milliseconds.
     */
    public static final int HTTP2_RESETS_MAX = 200;

    /** The time in which resets are counted. */
    public static final Duration HTTP2_RESETS_WINDOW = Duration.ofSeconds(30);

    /** Frames that a head may be cut into beside full ones: honest senders fill them. */
    public static final int HTTP2_SMALL_CONTINUATIONS_MAX = 16;

    private Limits() {}
}
