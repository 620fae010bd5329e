package dev.llmaas.platform.access;

import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.Project;
import dev.llmaas.platform.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Organisations and their projects. For now there is one, made at the first start. Thread-safe; reading blocks. */
public final class Organizations {
    private final Database database;
    private final Ulid ids;
    private final InstantSource clock;

    /** The organisations of this database. */
    public Organizations(Database database, Ulid ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** The organisation of this platform; the first start makes it, with one project. */
    public Organization ensure(String name, String timeZone, String project) {
        Optional<Organization> present = database.read(OrganizationDao.class, OrganizationDao::first);
        if (present.isPresent()) {
            return present.get();
        }
        long nowMs = clock.millis();
        Organization made =
                new Organization(new OrganizationId(ids.next(OrganizationId.PREFIX)), name, timeZone, nowMs);
        Project first = new Project(new ProjectId(ids.next(ProjectId.PREFIX)), made.id(), project, nowMs);
        return database.write(OrganizationDao.class, dao -> {
            Optional<Organization> meanwhile = dao.first();
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            dao.insert(made);
            dao.insert(first);
            return made;
        });
    }

    /** The organisation of this id. */
    public Organization organization(OrganizationId id) {
        return database.read(OrganizationDao.class, dao -> dao.find(id));
    }

    /** The projects of an organisation, the oldest first; at least one. */
    public List<Project> projects(OrganizationId id) {
        return database.read(OrganizationDao.class, dao -> dao.projects(id));
    }

    /** The cap on an organisation's spend in a month, empty without one. */
    public Optional<Money> monthCap(OrganizationId id) {
        return database.read(OrganizationDao.class, dao -> dao.monthCap(id)).map(Money::new);
    }
}
