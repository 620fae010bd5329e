package dev.llmaas.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.Ulid;
import dev.llmaas.api.UserId;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.event.PlatformEvent.KeyChanged;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two platforms on one database: each has its own memory of the keys. */
class ReplicasOfKeysTest {
    private static final NewApiKey WANTED = new NewApiKey(null, "shared", null, null, null);

    @TempDir
    private Path directory;

    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();
    private final List<KeyChanged> changes = new CopyOnWriteArrayList<>();
    private Database database;
    private Member member;
    private ApiKeys one;
    private ApiKeys other;

    @BeforeEach
    void open() {
        database = Database.open(StoreConfig.sqlite(directory), clock);
        Ulid ids = new Ulid(clock, random);
        Organization organization = new Organizations(database, ids, clock).ensure("Corp", "Europe/Paris", "Default");
        Identity identity =
                new Identity("p", "https://p", "s", "s@corp.example", "S", List.of(Role.OWNER), Instant.MAX);
        UserId id = new UserId(ids.next(UserId.PREFIX));
        database.write(
                MemberDao.class,
                dao -> dao.signIn(new MemberDao.Row(
                        id, organization.id(), identity.issuer(), "s", identity.email(), "S", "owner", 1, 1)));
        member = new Member(id, organization.id(), identity.email(), "S", identity.roles(), Instant.MAX);
        one = keys();
        other = keys();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anotherPlatformLearnsOfAKeyAndOfItsEndWithOneLook() {
        IssuedApiKey issued = one.create(member, WANTED);
        assertThatThrownBy(() -> other.caller(issued.secret())).isInstanceOf(PlatformException.class);

        other.refresh();
        assertThat(other.caller(issued.secret()).keyId()).isEqualTo(issued.key().id());
        one.revoke(member, issued.key().id());
        other.refresh();

        assertThatThrownBy(() -> other.caller(issued.secret())).hasMessageContaining("revoked");
        assertThat(Limits.KEY_CHANGES_POLL).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aKeyThatWasRecognisedIsRefusedAsSoonAsItIsRevoked() {
        IssuedApiKey issued = one.create(member, WANTED);
        KeyProof proof = one.proof(issued.secret());
        assertThat(proof.caller().keyId()).isEqualTo(issued.key().id());

        one.revoke(member, issued.key().id());

        assertThatThrownBy(proof::caller).isInstanceOf(PlatformException.class).hasMessageContaining("revoked");
        assertThatThrownBy(() -> one.proof(issued.secret())).hasMessageContaining("revoked");
        assertThatThrownBy(() -> one.proof("sk-llmaas-short")).isInstanceOf(PlatformException.class);
    }

    @Test
    void aPlatformThatStartsAnewKnowsTheKeysAndNotTheRevokedOnes() {
        IssuedApiKey kept = one.create(member, WANTED);
        IssuedApiKey ended = one.create(member, WANTED);
        one.revoke(member, ended.key().id());

        ApiKeys restarted = keys();

        assertThat(restarted.caller(kept.secret()).keyId()).isEqualTo(kept.key().id());
        assertThatThrownBy(() -> restarted.caller(ended.secret())).hasMessageContaining("revoked");
        assertThat(changes).extracting(KeyChanged::change).containsExactly("created", "created", "revoked");
    }

    @Test
    void theHiddenKeyOfAPersonIsTheSameOnEachPlatform() {
        assertThat(one.playground(member)).isEqualTo(other.playground(member));
    }

    @Test
    void theMomentOfTheLastUseIsShownAtOnceAndKept() {
        ApiKey key = one.create(member, WANTED).key();

        one.used(key.id(), 2_000);
        one.used(key.id(), 1_000);
        assertThat(one.list(member, null, 10).data().getFirst().lastUsedAtMs()).isEqualTo(2_000);
        assertThat(other.list(member, null, 10).data().getFirst().lastUsedAtMs())
                .isNull();
        one.flush();

        assertThat(other.list(member, null, 10).data().getFirst().lastUsedAtMs())
                .isEqualTo(2_000);
    }

    @Test
    void aKeyFileThatWasChangedIsNotReplaced() throws Exception {
        Files.writeString(directory.resolve("keys.key"), "short");

        assertThatThrownBy(this::keys).hasMessageContaining("keys.key must hold 32 bytes, but holds 5");
        assertThat(directory.resolve("keys.key")).hasContent("short");
    }

    private ApiKeys keys() {
        return ApiKeys.open(
                database,
                directory.resolve("keys.key"),
                random,
                clock,
                new ApiKeys.Surroundings(_ -> true, _ -> List.of(), (_, change) -> changes.add(change)));
    }
}
