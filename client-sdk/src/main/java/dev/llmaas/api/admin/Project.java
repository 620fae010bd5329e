package dev.llmaas.api.admin;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;

/**
 * A share of an organisation with its own keys and consumption.
 *
 * @param id names it
 * @param organizationId its organisation
 * @param name what people call it
 * @param createdAtMs milliseconds since 1970
 */
public record Project(ProjectId id, OrganizationId organizationId, String name, long createdAtMs) {}
