package dev.llmaas.console.demo;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.UsageQuery;
import dev.llmaas.console.session.Session;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Walks the whole line once and prints each step with its time: sign-in, key, streamed answer, settlement, live event,
 * revocation. A step that does not hold ends it with a {@link DemoException}. For one thread.
 */
final class DemoCheck {
    private static final String MODEL = "guide-chat";
    private static final String QUESTION = "How do I create an API key?";
    private static final Duration KEY_LIFE = Duration.ofHours(1);
    private static final long OUTPUT_TOKENS_PER_HOUR = 10_000;
    /** The promise: a revoked key is refused within a second. */
    private static final Duration REVOCATION_MAX = Duration.ofSeconds(1);

    private final Session session;
    private final ClientOptions platform;
    private final InstantSource clock;
    private final PrintStream out;
    private Instant stepBegan;

    /**
     * A check of the platform that {@code session} is signed in to.
     *
     * @param out where the steps are printed
     * @param began when the first step began
     */
    DemoCheck(Session session, InstantSource clock, PrintStream out, Instant began) {
        this.session = session;
        this.clock = clock;
        this.out = out;
        this.platform = session.options();
        this.stepBegan = began;
    }

    /** One line of the report: what was done, what came out, how long it took. */
    void step(String name, String result) {
        Instant now = clock.instant();
        out.printf(
                Locale.ROOT,
                "  ok  %-16s %6d ms   %s%n",
                name,
                stepBegan.until(now).toMillis(),
                result);
        stepBegan = now;
    }

    /** Walks the line for {@code me}. */
    void walk(Me me) throws InterruptedException {
        step("sign-in", "%s as %s, with a second factor".formatted(me.email(), me.roles()));
        try (SettlementWatch watch = SettlementWatch.begin(session.admin())) {
            IssuedApiKey issued = session.admin().createKey(newKey());
            step(
                    "key",
                    "%s, at most %,d output tokens an hour"
                            .formatted(issued.key().hint(), OUTPUT_TOKENS_PER_HOUR));
            Answer answer = ask(issued.secret());
            step(
                    "answer",
                    "%d tokens streamed, the first after %d ms"
                            .formatted(answer.usage().completionTokens(), answer.firstTokenMs()));
            RequestSettled event = watch.await(issued.key().id());
            checkEqual(
                    "tokens of the live event",
                    answer.usage().completionTokens(),
                    event.usage().completionTokens());
            step(
                    "live event",
                    "%s, %s EUR"
                            .formatted(event.requestId(), event.spend().euros().toPlainString()));
            UsageTotals booked = booked(issued.key().id());
            checkEqual(
                    "tokens in the ledger",
                    answer.usage().totalTokens(),
                    booked.promptTokens() + booked.completionTokens());
            checkEqual(
                    "nano-euros in the ledger",
                    event.spend().nanoEuros(),
                    booked.spend().nanoEuros());
            step(
                    "settlement",
                    "%d + %d tokens are in the ledger, once"
                            .formatted(booked.promptTokens(), booked.completionTokens()));
            session.admin().revokeKey(issued.key().id());
            awaitRefusal(issued.secret());
            step("revocation", "the key is refused");
        }
    }

    private NewApiKey newKey() {
        return new NewApiKey(
                null,
                "Check of the demonstration",
                clock.instant().plus(KEY_LIFE).toEpochMilli(),
                null,
                new KeyLimits(OUTPUT_TOKENS_PER_HOUR, null, null));
    }

    /** What came out of one question. */
    private record Answer(Usage usage, long firstTokenMs) {}

    private Answer ask(String key) {
        ChatCompletionRequest question = ChatCompletionRequest.builder(MODEL)
                .message(ChatMessage.user(QUESTION))
                .temperature(0)
                .build();
        Instant asked = clock.instant();
        long firstTokenMs = -1;
        int characters = 0;
        try (OpenAiClient openAi = new OpenAiClient(platform, new ApiKeyCredentials(key));
                ChatStream stream = openAi.chatStream(question)) {
            for (ChatCompletionChunk chunk : stream) {
                int news = chunk.choices().stream()
                        .mapToInt(choice -> choice.delta().content() == null
                                ? 0
                                : choice.delta().content().length())
                        .sum();
                if (news > 0 && firstTokenMs < 0) {
                    firstTokenMs = asked.until(clock.instant()).toMillis();
                }
                characters += news;
            }
            if (characters == 0) {
                throw new DemoException("The model answered nothing.");
            }
            return new Answer(
                    stream.usage().orElseThrow(() -> new DemoException("The answer does not tell its usage.")),
                    firstTokenMs);
        }
    }

    private UsageTotals booked(ApiKeyId key) {
        Instant now = clock.instant();
        UsageQuery query =
                new UsageQuery(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), UsageQuery.Grouping.KEY);
        return session.admin().usage(query).rows().stream()
                .filter(row -> row.group().equals(key.value()))
                .findFirst()
                .orElseThrow(() -> new DemoException("The answer is not in the ledger."))
                .totals();
    }

    private void awaitRefusal(String key) {
        Instant revoked = clock.instant();
        try (OpenAiClient openAi = new OpenAiClient(platform, new ApiKeyCredentials(key))) {
            while (clock.instant().isBefore(revoked.plus(REVOCATION_MAX))) {
                try {
                    openAi.models();
                } catch (ApiException refusal) {
                    if (refusal.code() == ErrorCode.INVALID_API_KEY) {
                        return;
                    }
                    throw refusal;
                }
            }
        }
        throw new DemoException(
                "The revoked key still opens the door after %d s.".formatted(REVOCATION_MAX.toSeconds()));
    }

    private static void checkEqual(String what, long expected, long found) {
        if (expected != found) {
            throw new DemoException(
                    "The books do not balance: %s are %d, and should be %d.".formatted(what, found, expected));
        }
    }
}
