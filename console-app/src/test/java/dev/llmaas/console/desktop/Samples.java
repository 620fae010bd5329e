package dev.llmaas.console.desktop;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.UserId;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.Project;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ModelLoad;
import dev.llmaas.api.event.PlatformEvent.ReplicaSample;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An organisation on an ordinary afternoon, for tests and pictures. */
public final class Samples {
    /** The moment of every picture. */
    public static final Instant NOW = Instant.parse("2026-11-24T14:32:08Z");

    /** The models that are loaded. */
    public static final List<String> MODELS =
            List.of("gpt-oss-120b", "qwen3-coder-30b", "mistral-small-3.2", "granite-4-small");

    private static final OrganizationId ORGANIZATION = OrganizationId.of("org_01KAXR0000000000000000000A");
    private static final ProjectId SUPPORT = ProjectId.of("prj_01KAXR0000000000000000000A");
    private static final ProjectId RESEARCH = ProjectId.of("prj_01KAXR0000000000000000000B");
    private static final UserId CAMILLE = UserId.of("usr_01KAXR0000000000000000000A");
    private static final String[] APPLICATIONS = {
        "support-chatbot",
        "code-review-bot",
        "contract-analysis",
        "intranet-search",
        "meeting-minutes",
        "batch-translator"
    };

    private Samples() {}

    /** The person who looks. */
    public static Me me() {
        return me(Role.OWNER);
    }

    /** A person with this role. */
    public static Me me(Role role) {
        return new Me(
                CAMILLE,
                "camille.moreau@acme.example",
                "Camille Moreau",
                List.of(role),
                organization(),
                List.of(
                        new Project(SUPPORT, ORGANIZATION, "Customer support", ms(-90)),
                        new Project(RESEARCH, ORGANIZATION, "Research", ms(-40))),
                NOW.plus(Duration.ofHours(1)).toEpochMilli());
    }

    /** The organisation. */
    public static Organization organization() {
        return new Organization(ORGANIZATION, "Acme Industries", "Europe/Paris", ms(-200));
    }

    private static long ms(long days) {
        return NOW.plus(Duration.ofDays(days)).toEpochMilli();
    }

    /** The catalogue. */
    public static List<CatalogModel> catalog() {
        return List.of(
                model(MODELS.get(0), "OpenAI", 117_000_000_000L, 131_072, true),
                model(MODELS.get(1), "Alibaba", 30_500_000_000L, 262_144, true),
                model(MODELS.get(2), "Mistral AI", 24_000_000_000L, 131_072, true),
                model(MODELS.get(3), "IBM", 32_000_000_000L, 131_072, true),
                model("gemma-3-27b", "Google", 27_000_000_000L, 131_072, false));
    }

    /** The catalogue with models that do other things than to talk. */
    public static List<CatalogModel> wideCatalog() {
        List<CatalogModel> all = new ArrayList<>(catalog());
        all.add(able("bge-m3", "BAAI", List.of("embeddings", "rerank")));
        all.add(able("whisper-large-v3", "OpenAI", List.of("transcription")));
        return List.copyOf(all);
    }

    private static CatalogModel able(String id, String publisher, List<String> capabilities) {
        return CatalogModel.of(id)
                .withFacts(publisher, "A model that listens or compares.", "MIT")
                .withSize(570_000_000L, 8_192)
                .withPrices(new Money(100), Money.ZERO, new Money(4_000), new Money(10_000_000))
                .withCapabilities(capabilities.toArray(String[]::new))
                .withAvailable(true);
    }

    private static CatalogModel model(String id, String publisher, long parameters, int context, boolean available) {
        return CatalogModel.of(id)
                .withFacts(publisher, "A model for conversations and tools.", "Apache-2.0")
                .withSize(parameters, context)
                .withPrices(new Money(1_800), new Money(8_000), new Money(4_000), new Money(10_000_000))
                .withAvailable(available);
    }

    /** The keys of the organisation. */
    public static List<ApiKey> keys() {
        List<ApiKey> keys = new ArrayList<>();
        keys.add(key(0, SUPPORT, KeyStatus.ACTIVE, -64, null, 2, limits(150_000, 121_400, 2_048, 1_000, 612)));
        keys.add(key(1, RESEARCH, KeyStatus.ACTIVE, -31, 60L, 14, limits(300_000, 96_200, 512, 500, 473)));
        keys.add(key(2, RESEARCH, KeyStatus.ACTIVE, -18, 7L, 900, limits(450_000, 12_000, 0, 2_000, 388)));
        keys.add(key(3, SUPPORT, KeyStatus.ACTIVE, -12, null, 47, List.of()));
        keys.add(key(4, SUPPORT, KeyStatus.ACTIVE, -5, 180L, 260_000, limits(60_000, 1_800, 0, 100, 9)));
        keys.add(key(5, RESEARCH, KeyStatus.EXPIRED, -120, -3L, 400_000, limits(60_000, 0, 0, 250, 0)));
        keys.add(key(6, RESEARCH, KeyStatus.REVOKED, -150, null, 5_000_000, List.of()));
        return keys;
    }

    private static ApiKey key(
            int index,
            ProjectId project,
            KeyStatus status,
            long createdDays,
            @Nullable Long expiresDays,
            long usedSecondsAgo,
            List<LimitStatus> usage) {
        String name = index < APPLICATIONS.length ? APPLICATIONS[index] : "hackathon-2025";
        return new ApiKey(
                keyId(index),
                project,
                name,
                "application",
                "sk-llmaas-%c7Qx...%d9fK".formatted('a' + index, 3 + index),
                CAMILLE,
                index % 3 == 1 ? "jonas.weber@acme.example" : "camille.moreau@acme.example",
                index == 1 ? List.of(MODELS.get(1), MODELS.get(0)) : List.of(),
                usage.isEmpty()
                        ? KeyLimits.NONE
                        : new KeyLimits(
                                usage.get(0).limit(),
                                null,
                                new Money(usage.get(1).limit())),
                usage,
                status,
                ms(createdDays),
                expiresDays == null ? null : ms(expiresDays),
                status == KeyStatus.REVOKED ? ms(-100) : null,
                NOW.minusSeconds(usedSecondsAgo).toEpochMilli());
    }

    private static List<LimitStatus> limits(long perHour, long used, long held, long euros, long spent) {
        long hour = NOW.truncatedTo(java.time.temporal.ChronoUnit.HOURS).toEpochMilli();
        long billion = 1_000_000_000L;
        return List.of(
                new LimitStatus(LimitKind.OUTPUT_TOKENS_PER_HOUR, perHour, used, held, hour, hour + 3_600_000),
                new LimitStatus(
                        LimitKind.SPEND_PER_MONTH,
                        euros * billion,
                        spent * billion,
                        0,
                        Instant.parse("2026-10-31T23:00:00Z").toEpochMilli(),
                        Instant.parse("2026-11-30T23:00:00Z").toEpochMilli()));
    }

    /** The id of a key. */
    public static ApiKeyId keyId(int index) {
        return ApiKeyId.of("key_01KAXR000000000000000000%02d".formatted(index));
    }

    /** Where the organisation stands. */
    public static Overview overview() {
        UsageTotals today =
                new UsageTotals(18_462, 21, 41_208_113, 9_870_002, 6_310_744, 402_118, 0, 0, Money.ofEuros("124.66"));
        UsageTotals month = new UsageTotals(
                402_518, 377, 913_004_200, 201_000_000, 131_900_400, 8_000_000, 0, 0, Money.ofEuros("2698.62"));
        return new Overview(
                today,
                month,
                Instant.parse("2026-11-30T23:00:00Z").toEpochMilli(),
                Money.ofEuros("5000"),
                23,
                List.of(row(0, 7_400, "58.12"), row(1, 5_100, "41.03"), row(2, 3_900, "18.40"), row(3, 2_062, "7.11")),
                recent());
    }

    private static UsageReport.Row row(int model, long requests, String spend) {
        return new UsageReport.Row(
                MODELS.get(model),
                MODELS.get(model),
                new UsageTotals(requests, 4, requests * 2_000, 0, requests * 340, 0, 0, 0, Money.ofEuros(spend)));
    }

    private static List<RequestSettled> recent() {
        Outcome[] outcomes = {
            Outcome.COMPLETED, Outcome.COMPLETED, Outcome.LENGTH, Outcome.COMPLETED, Outcome.CLIENT_GONE,
            Outcome.COMPLETED, Outcome.LIMIT, Outcome.COMPLETED, Outcome.ENGINE_FAILED, Outcome.COMPLETED
        };
        List<RequestSettled> calls = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            calls.add(call(i, outcomes[i], NOW.minusMillis(900 + i * 2_300L)));
        }
        return calls;
    }

    /** A call that settled. */
    public static RequestSettled call(int index, Outcome outcome, Instant at) {
        int application = (index * 7 + index / 3) % 5;
        long prompt = 900 + index * 411L % 5_200;
        long completion = 120 + index * 177L % 900;
        return new RequestSettled(
                at.toEpochMilli(),
                "req_%026d".formatted(index),
                SUPPORT,
                keyId(application),
                APPLICATIONS[application],
                MODELS.get(index % MODELS.size()),
                "/v1/chat/completions",
                outcome,
                Usage.of(prompt, prompt / 4, completion, 0),
                0,
                0,
                new Money(prompt * 1_800 + completion * 8_000),
                180 + index * 37L % 240,
                1_400 + index * 613L % 5_000);
    }

    /** The loaded models. */
    public static List<Replica> replicas() {
        return List.of(
                replica("r1", MODELS.get(0), "gpu-01", ReplicaState.READY, 7, 8, 0),
                replica("r2", MODELS.get(1), "gpu-02", ReplicaState.READY, 5, 8, 0),
                replica("r3", MODELS.get(2), "gpu-02", ReplicaState.READY, 3, 8, 0),
                replica("r4", MODELS.get(3), "gpu-03", ReplicaState.STARTING, 0, 8, 1));
    }

    /** Runners in trouble, and one without a device that tells its memory. */
    public static List<Replica> troubledReplicas() {
        return List.of(
                with(
                        replica("r2", MODELS.get(1), "gpu-02", ReplicaState.DRAINING, 2, 8, 0),
                        "It is being unloaded; it finishes the answers that it is giving."),
                with(
                        replica("r4", MODELS.get(3), "gpu-03", ReplicaState.FAILED, 0, 8, 1),
                        "The model needs 21.4 GiB of memory on the device, and 9.8 GiB are free. Use fewer slots, or a "
                                + "shorter context."),
                with(
                        replica("r5", "gemma-3-27b", "gpu-03", ReplicaState.STOPPED, 0, 8, 0),
                        "It was unloaded. Load it to use it again."),
                with(
                        replica("r6", "llama-3.3-8b", "gpu-04", ReplicaState.RESTARTING, 0, 48, 7),
                        "The runner was ended by signal 6 and starts again."));
    }

    private static Replica with(Replica replica, String reason) {
        return new Replica(
                replica.id(),
                replica.model(),
                replica.node(),
                replica.engine(),
                replica.id().equals("r6") ? null : replica.device(),
                replica.contextTokens(),
                replica.state(),
                replica.sinceMs(),
                reason,
                replica.pid(),
                replica.restarts(),
                replica.startedAtMs(),
                replica.load());
    }

    /** A loaded model. */
    public static Replica replica(
            String id, String model, String node, ReplicaState state, int running, int slots, int restarts) {
        int number = id.charAt(1) - '0';
        boolean lives = state == ReplicaState.READY || state == ReplicaState.DRAINING;
        return new Replica(
                id,
                model,
                node,
                "llama",
                number == 4 ? "NVIDIA L40S" : "NVIDIA H100 80GB HBM3",
                number == 2 ? 262_144 : 131_072,
                state,
                NOW.minus(Duration.ofMinutes(lives ? 41 * 60 * number : 2)).toEpochMilli(),
                null,
                lives || state == ReplicaState.STARTING ? 4_200L + number * 17 : null,
                restarts,
                ms(-2),
                state == ReplicaState.STOPPED || state == ReplicaState.FAILED
                        ? new ReplicaLoad(slots, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                        : load(number, lives ? running : 0, slots));
    }

    private static ReplicaLoad load(int number, int running, int slots) {
        long gibibyte = 1L << 30;
        long max = (number == 4 ? 48 : 80) * gibibyte;
        double busy = (double) running / slots;
        return new ReplicaLoad(
                slots,
                running,
                running == slots ? 3 : 0,
                running == slots ? 1_900 : 0,
                busy * 0.8,
                (3 + number) * gibibyte,
                running == 0 ? gibibyte / 2 : (74 - 9L * number) * gibibyte,
                max,
                busy * 5_200 / number,
                busy * 480 / number,
                4_000_000L / number,
                (number == 2 ? 2_600_000L : 1_000_000L) / number,
                900_000L / number);
    }

    /** The load of the replicas at a moment. */
    public static List<ReplicaSample> replicaSamples(Instant at, RandomGenerator random) {
        List<ModelLoad> loads = load(at, random).models();
        List<ReplicaSample> samples = new ArrayList<>();
        for (int i = 0; i < replicas().size(); i++) {
            Replica replica = replicas().get(i);
            if (replica.state() == ReplicaState.READY) {
                ReplicaLoad now = load(i + 1, Math.min(8, loads.get(i).running()), 8);
                samples.add(new ReplicaSample(
                        replica.id(),
                        new ReplicaLoad(
                                now.slots(),
                                now.running(),
                                loads.get(i).waiting(),
                                650L * loads.get(i).waiting(),
                                now.kvCacheRatio(),
                                now.memoryBytes(),
                                now.deviceMemoryBytes(),
                                now.deviceMemoryMaxBytes(),
                                now.promptTokensPerSecond(),
                                loads.get(i).outputTokensPerSecond(),
                                now.promptTokens(),
                                now.cachedTokens(),
                                now.generatedTokens())));
            }
        }
        return samples;
    }

    /** The load at a moment: waves of a working day with some noise. */
    public static LoadSampled load(Instant at, RandomGenerator random) {
        double t = at.toEpochMilli() / 1000.0;
        List<ModelLoad> loads = new ArrayList<>();
        double[] height = {420, 310, 190, 90};
        for (int i = 0; i < MODELS.size(); i++) {
            double wave = 1 + 0.28 * Math.sin(t / (37 + 11 * i) + i) + 0.13 * Math.sin(t / (7.3 + i));
            double tokens = Math.max(0, height[i] * wave * (0.95 + 0.1 * random.nextDouble()));
            int waiting = (int) Math.max(0, Math.round((wave - 1.18) * 14 * (i < 2 ? 1 : 0)));
            loads.add(new ModelLoad(MODELS.get(i), (int) Math.round(tokens / 52), waiting, tokens));
        }
        int active = loads.stream().mapToInt(ModelLoad::running).sum();
        return new LoadSampled(at.toEpochMilli(), active, loads);
    }
}
