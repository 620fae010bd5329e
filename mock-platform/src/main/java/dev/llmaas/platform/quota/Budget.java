package dev.llmaas.platform.quota;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.KeyLimits;
import java.time.ZoneId;

/**
 * Whose limits a call must fit.
 *
 * @param keyId the key that calls
 * @param zone the time zone of its organisation; hours, days and months follow it
 * @param limits the limits of the key
 */
public record Budget(ApiKeyId keyId, ZoneId zone, KeyLimits limits) {}
