package dev.llmaas.platform.access;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.ProjectDao.ProjectRow;
import dev.llmaas.platform.store.Database;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projects and what holds for the calls of their keys, in memory, so that a request costs no look into the database. A
 * change holds at once in the process that makes it, and in others as soon as they {@link #refresh}. Thread-safe;
 * everything but {@link #isStrict}, {@link #fetchesImages} and {@link #modes} blocks.
 */
public final class Projects {
    private static final Logger log = LoggerFactory.getLogger(Projects.class);

    /** What holds in a project. */
    private record Rules(boolean strict, boolean imageFetching, Map<GuardrailKind, GuardrailMode> modes) {}

    private final Database database;
    private final Rules standard;
    private final Map<ProjectId, Rules> changed = new ConcurrentHashMap<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile long seen;

    private Projects(Database database, Map<GuardrailKind, GuardrailMode> standard) {
        this.database = database;
        this.standard = new Rules(false, false, standard);
    }

    /**
     * Reads the settings into memory.
     *
     * @param standard the mode of each guardrail where a project says nothing else; not to be changed
     */
    public static Projects open(Database database, Map<GuardrailKind, GuardrailMode> standard) {
        Projects projects = new Projects(database, standard);
        projects.refresh();
        return projects;
    }

    /** Whether calls with parameters that their address does not have are refused. Never blocks. */
    public boolean isStrict(ProjectId id) {
        return changed.getOrDefault(id, standard).strict;
    }

    /** Whether images that calls name by their address are fetched. Never blocks. */
    public boolean fetchesImages(ProjectId id) {
        return changed.getOrDefault(id, standard).imageFetching;
    }

    /** The mode of each guardrail, in force. Never blocks. */
    public Map<GuardrailKind, GuardrailMode> modes(ProjectId id) {
        return changed.getOrDefault(id, standard).modes;
    }

    /** The projects of the member's organisation, the oldest first. */
    public List<ProjectSettings> list(Member member) {
        requireRight(member, Permission.PROJECTS_READ);
        return database.read(ProjectDao.class, dao -> dao.all(member.organizationId())).stream()
                .map(this::shown)
                .toList();
    }

    /**
     * A project of the member's organisation.
     *
     * @throws PlatformException {@code permission_denied}, {@code not_found}
     */
    public ProjectSettings settings(Member member, ProjectId id) {
        requireRight(member, Permission.PROJECTS_READ);
        return shown(database.read(ProjectDao.class, dao -> find(dao, member, id)));
    }

    /**
     * Changes what {@code change} names and leaves the rest.
     *
     * @throws PlatformException {@code permission_denied}, {@code not_found}
     */
    public ProjectSettings change(Member member, ProjectId id, ProjectChange change) {
        requireRight(member, Permission.PROJECTS_WRITE);
        ProjectRow after = database.write(ProjectDao.class, dao -> {
            long changeSeq = dao.nextChange(); // before the look, so that two changes do not undo one another
            ProjectRow before = find(dao, member, id);
            Boolean strict = change.strict();
            Boolean fetching = change.imageFetching();
            dao.change(
                    id,
                    strict == null ? before.strict() : strict,
                    fetching == null ? before.imageFetching() : fetching,
                    changed(before, change),
                    changeSeq);
            return find(dao, member, id);
        });
        refresh();
        log.info(
                "project changed project={} member={} strict={} imageFetching={} guardrails={}",
                id,
                member.id(),
                after.strict(),
                after.imageFetching(),
                after.guardrails());
        return shown(after);
    }

    private static String changed(ProjectRow before, ProjectChange change) {
        Map<GuardrailKind, GuardrailMode> modes = before.modes();
        if (change.guardrails() != null) {
            change.guardrails().forEach((kind, mode) -> {
                if (mode == null) {
                    modes.remove(kind);
                } else {
                    modes.put(kind, mode);
                }
            });
        }
        return WireJson.mapper().writeValueAsString(modes);
    }

    /** Takes over what was changed, here or by other replicas. Call it every {@link Limits#KEY_CHANGES_POLL}. */
    public void refresh() {
        refreshing.lock(); // or an older look would undo what a later one took over
        try {
            for (ProjectRow row : database.read(ProjectDao.class, dao -> dao.changedAfter(seen))) {
                changed.put(row.id(), new Rules(row.strict(), row.imageFetching(), inForce(row)));
                seen = row.changeSeq();
            }
        } finally {
            refreshing.unlock();
        }
    }

    private Map<GuardrailKind, GuardrailMode> inForce(ProjectRow row) {
        Map<GuardrailKind, GuardrailMode> modes = new EnumMap<>(standard.modes);
        modes.putAll(row.modes());
        return Collections.unmodifiableMap(modes);
    }

    private ProjectSettings shown(ProjectRow row) {
        return new ProjectSettings(
                row.id(),
                row.organizationId(),
                row.name(),
                row.createdAtMs(),
                row.strict(),
                row.imageFetching(),
                row.modes(),
                inForce(row));
    }

    private static ProjectRow find(ProjectDao dao, Member member, ProjectId id) {
        return dao.find(id, member.organizationId())
                .orElseThrow(() -> new PlatformException(ErrorCode.NOT_FOUND, "There is no such project."));
    }

    private static void requireRight(Member member, Permission permission) {
        if (!member.may(permission)) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    permission == Permission.PROJECTS_WRITE
                            ? "Your roles do not let you change projects."
                            : "Your roles do not let you see projects.");
        }
    }
}
