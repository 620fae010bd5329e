package dev.llmaas.platform.access;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.UserId;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.event.PlatformEvent.KeyChanged;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.ApiKeyDao.ApiKeyRow;
import dev.llmaas.platform.store.Database;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The API keys: made, listed, revoked, and found in memory by the hash of their secret, so that a request costs no look
 * into the database. A revoked key is refused at once by the process that revoked it, and by others as soon as they
 * {@link #refresh}. Thread-safe; everything but {@link #caller} blocks.
 */
public final class ApiKeys {
    /** Sorts behind every id. */
    private static final String END = "~";

    /** What the keys need to know from other rooms. */
    public record Surroundings(
            Predicate<String> modelExists,
            Function<Caller, List<LimitStatus>> usage,
            BiConsumer<OrganizationId, KeyChanged> changes) {}

    private final Database database;
    private final KeyHash hash;
    private final Ulid ids;
    private final InstantSource clock;
    private final Surroundings surroundings;
    private final NewKeyRules rules;
    private final KeyRing ring;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final Map<UserId, Caller> playgrounds = new ConcurrentHashMap<>();
    private final Map<ApiKeyId, Long> lastUsedAtMs = new ConcurrentHashMap<>();

    private ApiKeys(Database database, KeyHash hash, Ulid ids, InstantSource clock, Surroundings surroundings) {
        this.database = database;
        this.hash = hash;
        this.ids = ids;
        this.clock = clock;
        this.surroundings = surroundings;
        this.rules = new NewKeyRules(surroundings.modelExists());
        this.ring = new KeyRing(clock);
    }

    /**
     * Reads the keys into memory.
     *
     * @param keyFile the key of the hashes; made if there is none. Replicas on one database need the same file
     * @throws IllegalStateException with a sentence that names the file, if it holds something else
     */
    public static ApiKeys open(
            Database database, Path keyFile, SecureRandom random, InstantSource clock, Surroundings surroundings) {
        ApiKeys keys =
                new ApiKeys(database, KeyHash.load(keyFile, random), new Ulid(clock, random), clock, surroundings);
        database.read(ApiKeyDao.class, ApiKeyDao::open).forEach(keys.ring::take);
        return keys;
    }

    /**
     * The key of this secret. Never blocks.
     *
     * @throws PlatformException {@code invalid_api_key} if there is none, or it expired or was revoked
     */
    Caller caller(String secret) {
        if (!KeyHash.isSecret(secret)) {
            throw KeyRing.unknown();
        }
        return ring.caller(hash.hash(secret));
    }

    /**
     * Recognises a secret, and whose it is now.
     *
     * @throws PlatformException as {@link #caller}
     */
    KeyProof proof(String secret) {
        if (!KeyHash.isSecret(secret)) {
            throw KeyRing.unknown();
        }
        KeyProof proof = new KeyProof(ring, hash.hash(secret));
        proof.caller();
        return proof;
    }

    /** Whether calls of this key would be let in now: it was not revoked and did not expire. Never blocks. */
    public boolean isAlive(ApiKeyId id) {
        return ring.holds(id)
                || playgrounds.values().stream()
                        .anyMatch(caller -> caller.keyId().equals(id));
    }

    /** The hidden key through which a person asks models, made on first use. */
    Caller playground(Member member) {
        Caller known = playgrounds.get(member.id());
        if (known == null) {
            known = makePlayground(member);
            playgrounds.put(member.id(), known);
        }
        return known;
    }

    private Caller makePlayground(Member member) {
        ProjectId projectId = project(member, null);
        return database.read(ApiKeyDao.class, dao -> dao.playground(member.id(), projectId))
                .orElseGet(() -> database.write(ApiKeyDao.class, dao -> {
                    long changeSeq = dao.nextChange();
                    dao.insert(row(
                            member,
                            new NewApiKey(projectId, playgroundName(member), null, null, null),
                            projectId,
                            null,
                            changeSeq));
                    return dao.playground(member.id(), projectId).orElseThrow();
                }))
                .caller();
    }

    /**
     * Makes a key for this member.
     *
     * @return the key with its secret, which can be read here and never again
     * @throws PlatformException {@code permission_denied}; {@code invalid_request} naming field and bound; {@code
     *     conflict} if there are as many keys as the platform holds
     */
    public IssuedApiKey create(Member member, NewApiKey wanted) {
        requireRight(member, Permission.KEYS_WRITE);
        rules.check(wanted, clock.millis());
        ProjectId projectId = project(member, wanted.projectId());
        String secret = hash.newSecret();
        ApiKeyRow stored = database.write(ApiKeyDao.class, dao -> {
            if (dao.openCount() >= Limits.API_KEYS_MAX) {
                throw new PlatformException(
                        ErrorCode.CONFLICT,
                        "There are %,d keys already, which is the limit. Revoke some that nobody needs."
                                .formatted(Limits.API_KEYS_MAX));
            }
            ApiKeyRow row = row(member, wanted, projectId, secret, dao.nextChange());
            dao.insert(row);
            return dao.find(row.id(), member.organizationId()).orElseThrow();
        });
        refresh();
        announce(stored, "created");
        return new IssuedApiKey(shown(stored), secret);
    }

    /**
     * Ends a key: from now on it opens nothing. Ending it again changes nothing.
     *
     * @throws PlatformException {@code not_found}; {@code permission_denied} if it is another's key and the member may
     *     only end own ones
     */
    public ApiKey revoke(Member member, ApiKeyId id) {
        requireRight(member, Permission.KEYS_WRITE);
        ApiKeyRow before = find(member, id);
        if (!before.ownerId().equals(member.id())) {
            requireRight(member, Permission.KEYS_WRITE_ALL);
        }
        if (before.revokedAtMs() != null) {
            return shown(before);
        }
        long nowMs = clock.millis();
        ApiKeyRow after = database.write(ApiKeyDao.class, dao -> {
            dao.revoke(id, nowMs, dao.nextChange());
            return dao.find(id, member.organizationId()).orElseThrow();
        });
        refresh();
        announce(after, "revoked");
        return shown(after);
    }

    /** The keys of the member's organisation, the newest first, from {@code cursor} on; never a hidden one. */
    public Page<ApiKey> list(Member member, @Nullable String cursor, int limit) {
        requireRight(member, Permission.KEYS_READ);
        List<ApiKeyRow> rows = database.read(
                ApiKeyDao.class, dao -> dao.page(member.organizationId(), cursor == null ? END : cursor, limit + 1));
        List<ApiKeyRow> page = rows.subList(0, Math.min(limit, rows.size()));
        return new Page<>(
                page.stream().map(this::shown).toList(),
                rows.size() > limit ? page.getLast().id().value() : null);
    }

    /** Notes that a call of this key settled. Never blocks; written down by the next {@link #flush}. */
    public void used(ApiKeyId id, long atMs) {
        lastUsedAtMs.merge(id, atMs, Math::max);
    }

    /** Takes over what was changed, here or by other replicas. Call it every {@link Limits#KEY_CHANGES_POLL}. */
    public void refresh() {
        refreshing.lock(); // or an older look would undo what a later one took over
        try {
            for (ApiKeyRow row : database.read(ApiKeyDao.class, dao -> dao.changedAfter(ring.seen()))) {
                ring.take(row);
            }
        } finally {
            refreshing.unlock();
        }
    }

    /** Writes down when keys were last used. Call it every {@link Limits#LAST_USED_FLUSH} and at the end. */
    public void flush() {
        Map<ApiKeyId, Long> noted = Map.copyOf(lastUsedAtMs);
        if (noted.isEmpty()) {
            return;
        }
        database.write(ApiKeyDao.class, dao -> {
            noted.forEach(dao::used);
            return noted.size();
        });
        noted.forEach(lastUsedAtMs::remove);
    }

    /** Tells whoever watches, after the commit. */
    private void announce(ApiKeyRow row, String change) {
        surroundings.changes().accept(row.organizationId(), new KeyChanged(clock.millis(), row.id(), change));
    }

    private ApiKeyRow find(Member member, ApiKeyId id) {
        return database.read(ApiKeyDao.class, dao -> dao.find(id, member.organizationId()))
                .orElseThrow(() -> new PlatformException(ErrorCode.NOT_FOUND, "There is no such key."));
    }

    private ApiKey shown(ApiKeyRow row) {
        List<LimitStatus> usage = row.limits().equals(KeyLimits.NONE)
                ? List.of()
                : surroundings.usage().apply(row.caller());
        return row.shown(clock.millis(), lastUsedAtMs.get(row.id()), usage);
    }

    private ApiKeyRow row(
            Member member, NewApiKey wanted, ProjectId projectId, @Nullable String secret, long changeSeq) {
        KeyLimits limits = wanted.limits() == null ? KeyLimits.NONE : wanted.limits();
        List<String> models = wanted.models() == null ? List.of() : wanted.models();
        return new ApiKeyRow(
                new ApiKeyId(ids.next(ApiKeyId.PREFIX)),
                member.organizationId(),
                "",
                projectId,
                wanted.name().strip(),
                secret == null ? ApiKeyRow.PLAYGROUND : ApiKeyRow.APPLICATION,
                secret == null ? null : hash.hash(secret),
                secret == null ? "" : KeyHash.hint(secret),
                member.id(),
                member.email(),
                WireJson.mapper()
                        .writeValueAsString(Set.copyOf(models).stream().sorted().toList()),
                limits.outputTokensPerHour(),
                limits.outputTokensPerDay(),
                limits.spendPerMonth() == null ? null : limits.spendPerMonth().nanoEuros(),
                clock.millis(),
                wanted.expiresAtMs(),
                null,
                null,
                changeSeq);
    }

    /** The project asked for, or the member's first one. */
    private ProjectId project(Member member, @Nullable ProjectId wanted) {
        List<ProjectId> projects =
                database.read(OrganizationDao.class, dao -> dao.projects(member.organizationId())).stream()
                        .map(project -> project.id())
                        .toList();
        if (wanted == null) {
            return projects.getFirst();
        }
        if (!projects.contains(wanted)) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST, "project_id is no project of your organisation.", "project_id");
        }
        return wanted;
    }

    private static String playgroundName(Member member) {
        String name = "Playground " + member.name();
        return name.substring(0, Math.min(name.length(), Limits.KEY_NAME_CHARACTERS_MAX));
    }

    private static void requireRight(Member member, Permission permission) {
        if (!member.may(permission)) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    permission == Permission.KEYS_WRITE_ALL
                            ? "This key belongs to somebody else; your roles only let you change your own."
                            : "Your roles do not let you do this with keys.");
        }
    }
}
