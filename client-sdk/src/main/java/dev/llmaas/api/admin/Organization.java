package dev.llmaas.api.admin;

import dev.llmaas.api.OrganizationId;

/**
 * The holder of a contract.
 *
 * @param id names it
 * @param name what people call it
 * @param timeZone IANA zone, for instance {@code Europe/Paris}; days and months of its limits follow it
 * @param createdAtMs milliseconds since 1970
 */
public record Organization(OrganizationId id, String name, String timeZone, long createdAtMs) {}
