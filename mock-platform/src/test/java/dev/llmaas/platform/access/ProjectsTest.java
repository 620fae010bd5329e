package dev.llmaas.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.UserId;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.Stores;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two platforms on one database: each has its own memory of the settings. */
class ProjectsTest {
    private static final Map<GuardrailKind, GuardrailMode> STANDARD = standard();
    private static final int CHANGES = 60;

    @TempDir
    private Path directory;

    private final InstantSource clock = InstantSource.system();

    @ParameterizedTest
    @EnumSource(Stores.class)
    void aProjectFollowsThePlatformUntilItIsChanged(Stores store) {
        try (Database database = Database.open(store.fresh(directory), clock)) {
            Member owner = member(database, Role.OWNER);
            Projects projects = Projects.open(database, STANDARD);

            ProjectSettings only = projects.list(owner).getFirst();

            assertThat(projects.list(owner)).hasSize(1);
            assertThat(only.name()).isEqualTo("Assistant");
            assertThat(only.strict()).isFalse();
            assertThat(only.imageFetching()).isFalse();
            assertThat(projects.fetchesImages(only.id())).isFalse();
            assertThat(only.guardrails()).isEmpty();
            assertThat(only.guardrailsInForce()).isEqualTo(STANDARD);
            assertThat(projects.isStrict(only.id())).isFalse();
            assertThat(projects.modes(only.id())).isEqualTo(STANDARD);
            assertThat(projects.settings(owner, only.id())).isEqualTo(only);
        }
    }

    @ParameterizedTest
    @EnumSource(Stores.class)
    void anotherPlatformLearnsOfAChangeWithOneLook(Stores store) {
        try (Database database = Database.open(store.fresh(directory), clock)) {
            Member owner = member(database, Role.OWNER);
            Projects one = Projects.open(database, STANDARD);
            Projects other = Projects.open(database, STANDARD);
            ProjectId id = one.list(owner).getFirst().id();

            one.change(
                    owner,
                    id,
                    ProjectChange.NOTHING
                            .withStrict(true)
                            .withImageFetching(true)
                            .withGuardrail(GuardrailKind.INJECTION, GuardrailMode.OBSERVE));

            assertThat(one.isStrict(id)).isTrue();
            assertThat(one.modes(id)).containsEntry(GuardrailKind.INJECTION, GuardrailMode.OBSERVE);
            assertThat(other.isStrict(id)).isFalse();
            assertThat(other.fetchesImages(id)).isFalse();
            other.refresh();
            assertThat(other.isStrict(id)).isTrue();
            assertThat(other.fetchesImages(id)).isTrue();
            assertThat(other.modes(id)).isEqualTo(one.modes(id));
        }
    }

    @ParameterizedTest
    @EnumSource(Stores.class)
    void whateverIsChangedWhereverTheRestStays(Stores store) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Database database = Database.open(store.fresh(directory), clock)) {
            Member owner = member(database, Role.ADMINISTRATOR);
            List<Projects> platforms = List.of(Projects.open(database, STANDARD), Projects.open(database, STANDARD));
            ProjectId id = platforms.getFirst().list(owner).getFirst().id();
            boolean strict = false;
            boolean fetching = false;
            Map<GuardrailKind, GuardrailMode> own = new EnumMap<>(GuardrailKind.class);
            for (int i = 0; i < CHANGES; i++) {
                ProjectChange change = change(random);
                strict = change.strict() == null ? strict : change.strict();
                fetching = change.imageFetching() == null ? fetching : change.imageFetching();
                apply(change, own);

                ProjectSettings after = platforms.get(random.nextInt(2)).change(owner, id, change);
                platforms.forEach(Projects::refresh);

                Map<GuardrailKind, GuardrailMode> inForce = new EnumMap<>(STANDARD);
                inForce.putAll(own);
                assertThat(after.strict()).as("seed %d", seed).isEqualTo(strict);
                assertThat(after.imageFetching()).as("seed %d", seed).isEqualTo(fetching);
                assertThat(after.guardrails()).as("seed %d", seed).isEqualTo(own);
                assertThat(after.guardrailsInForce()).as("seed %d", seed).isEqualTo(inForce);
                for (Projects platform : platforms) {
                    assertThat(platform.isStrict(id)).as("seed %d", seed).isEqualTo(strict);
                    assertThat(platform.fetchesImages(id)).as("seed %d", seed).isEqualTo(fetching);
                    assertThat(platform.modes(id)).as("seed %d", seed).isEqualTo(inForce);
                }
            }
            assertThat(Projects.open(database, STANDARD).modes(id))
                    .as("seed %d", seed)
                    .isEqualTo(platforms.getFirst().modes(id));
        }
    }

    @ParameterizedTest
    @EnumSource(Stores.class)
    void whatANewerPlatformWroteIsLeftOutAndNotAFault(Stores store) {
        try (Database database = Database.open(store.fresh(directory), clock)) {
            Member owner = member(database, Role.OWNER);
            database.write(handle ->
                    handle.execute("UPDATE project SET guardrails = '{\"telepathy\":\"block\",\"markup\":\"ask\","
                            + "\"unicode\":\"off\"}', change_seq = 7"));

            ProjectSettings only = Projects.open(database, STANDARD).list(owner).getFirst();

            assertThat(only.guardrails()).containsOnly(Map.entry(GuardrailKind.UNICODE, GuardrailMode.OFF));
            assertThat(only.guardrailsInForce()).containsEntry(GuardrailKind.MARKUP, GuardrailMode.BLOCK);
        }
    }

    @ParameterizedTest
    @EnumSource(Stores.class)
    void onlyThoseWhoAdministrateChangeAndNobodySeesOtherOrganisations(Stores store) {
        try (Database database = Database.open(store.fresh(directory), clock)) {
            Member developer = member(database, Role.DEVELOPER);
            Projects projects = Projects.open(database, STANDARD);
            ProjectId id = projects.list(developer).getFirst().id();
            Member stranger = new Member(
                    developer.id(), new OrganizationId("org_other"), "", "", List.of(Role.OWNER), Instant.MAX);

            assertRefused(
                    ErrorCode.PERMISSION_DENIED,
                    () -> projects.change(developer, id, ProjectChange.NOTHING.withStrict(true)));
            assertRefused(
                    ErrorCode.NOT_FOUND, () -> projects.change(stranger, id, ProjectChange.NOTHING.withStrict(true)));
            assertRefused(ErrorCode.NOT_FOUND, () -> projects.settings(stranger, id));
            assertThat(projects.list(stranger)).isEmpty();
            assertThat(projects.isStrict(id)).isFalse();
        }
    }

    private static void assertRefused(ErrorCode code, Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static ProjectChange change(Random random) {
        ProjectChange change = ProjectChange.NOTHING;
        if (random.nextInt(3) == 0) {
            change = change.withStrict(random.nextBoolean());
        }
        if (random.nextInt(3) == 0) {
            change = change.withImageFetching(random.nextBoolean());
        }
        for (GuardrailKind kind : GuardrailKind.values()) {
            int choice = random.nextInt(8);
            if (choice < GuardrailMode.values().length) {
                change = change.withGuardrail(kind, GuardrailMode.values()[choice]);
            } else if (choice == GuardrailMode.values().length) {
                change = change.withGuardrail(kind, null);
            }
        }
        return change;
    }

    private static void apply(ProjectChange change, Map<GuardrailKind, GuardrailMode> own) {
        if (change.guardrails() != null) {
            change.guardrails().forEach((kind, mode) -> {
                if (mode == null) {
                    own.remove(kind);
                } else {
                    own.put(kind, mode);
                }
            });
        }
    }

    private Member member(Database database, Role role) {
        Ulid ids = new Ulid(clock, new SecureRandom());
        Organization organization = new Organizations(database, ids, clock).ensure("Corp", "Europe/Paris", "Assistant");
        return new Member(new UserId(ids.next(UserId.PREFIX)), organization.id(), "", "", List.of(role), Instant.MAX);
    }

    private static Map<GuardrailKind, GuardrailMode> standard() {
        Map<GuardrailKind, GuardrailMode> modes = new EnumMap<>(GuardrailKind.class);
        for (GuardrailKind kind : GuardrailKind.values()) {
            modes.put(kind, GuardrailMode.BLOCK);
        }
        return modes;
    }
}
