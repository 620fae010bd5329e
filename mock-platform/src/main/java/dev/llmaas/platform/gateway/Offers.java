package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.ModelStage;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.catalog.Catalog;
import java.util.List;
import java.util.Optional;

/** What there is here: the model that a call asks for, and whether any can do what an address needs. Thread-safe. */
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

    /**
     * The model that is called, if it can do what the call needs.
     *
     * @throws PlatformException MODEL_NOT_FOUND, MODEL_FORBIDDEN, or INVALID_REQUEST for the field that needs more
     */
    CatalogModel require(Caller caller, InferenceCall call) {
        CatalogModel model = catalog.require(call.model(), caller);
        List<String> needs = call.needs();
        if (!needs.isEmpty() && !model.capabilities().containsAll(needs)) {
            List<String> missing =
                    needs.stream().filter(need -> !model.can(need)).toList();
            // Whatever the first need is, the address has it; a field of the request may add others.
            String field = missing.contains(needs.getFirst()) ? null : call.needyField();
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "%s needs a model that can do %s; %s can do %s."
                            .formatted(
                                    field == null ? call.endpoint() : field,
                                    String.join(" and ", missing),
                                    model.id(),
                                    String.join(", ", model.capabilities())),
                    field == null ? "model" : field);
        }
        return model;
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
