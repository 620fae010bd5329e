package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.ModelStage;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.catalog.Catalog;
import java.util.Optional;

/** What there is here at all, for addresses that not every platform has a model for. Thread-safe. */
final class Offers {
    private final Catalog catalog;

    Offers(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The first model that can do this. */
    Optional<CatalogModel> first(String capability) {
        return catalog.models().stream()
                .filter(model -> model.can(capability))
                .filter(model -> model.life().stage(catalog.today()) != ModelStage.RETIRED)
                .findFirst();
    }

    /**
     * Refuses what no model here can do.
     *
     * @throws PlatformException NOT_IMPLEMENTED
     */
    void require(String capability) {
        if (first(capability).isEmpty()) {
            throw new PlatformException(
                    ErrorCode.NOT_IMPLEMENTED,
                    "This platform has no model with the capability %s.".formatted(capability),
                    "model");
        }
    }

    /** Whether a model is called so. */
    boolean knows(String name) {
        return catalog.running(name).isPresent();
    }

    /** The name in the catalogue of the model that is called so; the name itself if there is none. */
    String catalogName(String name) {
        return catalog.running(name).map(CatalogModel::id).orElse(name);
    }
}
