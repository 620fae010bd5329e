package dev.llmaas.api.admin;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How long a model is on offer. Days begin and end in UTC.
 *
 * @param deprecatedSince from this day on its answers say that it will end; null if that is not planned
 * @param retiresOn on this day it ends, three months of notice later at the earliest; null if that is not planned
 * @param successor the model to use instead, to which its name leads once it is retired; null if there is none
 */
public record ModelLife(
        @Nullable LocalDate deprecatedSince,
        @Nullable LocalDate retiresOn,
        @Nullable String successor) {
    /** No end is planned. */
    public static final ModelLife OPEN = new ModelLife(null, null, null);

    /** Where it stands on this day. */
    public ModelStage stage(LocalDate today) {
        if (retiresOn != null && !today.isBefore(retiresOn)) {
            return ModelStage.RETIRED;
        }
        return deprecatedSince != null && !today.isBefore(deprecatedSince)
                ? ModelStage.DEPRECATED
                : ModelStage.PRODUCTION;
    }
}
