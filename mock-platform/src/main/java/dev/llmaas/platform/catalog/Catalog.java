package dev.llmaas.platform.catalog;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The models on offer, in the order of the configuration. Asking for one costs a look into a map. Thread-safe.
 */
public final class Catalog {
    private final Map<String, CatalogModel> models;
    private final Supplier<Set<String>> available;

    /**
     * Offers these.
     *
     * @param available the models that a replica can answer for at this moment
     */
    public Catalog(List<CatalogModel> models, Supplier<Set<String>> available) {
        Map<String, CatalogModel> byId = new LinkedHashMap<>();
        models.forEach(model -> byId.put(model.id(), model));
        this.models = byId;
        this.available = available;
    }

    /** All models, each with whether it is available now. */
    public List<CatalogModel> models() {
        Set<String> ready = available.get();
        return models.values().stream()
                .map(model -> withAvailability(model, ready.contains(model.id())))
                .toList();
    }

    /** The models that this caller may use, each with whether it is available now. */
    public List<CatalogModel> models(Caller caller) {
        return models().stream().filter(model -> caller.mayCall(model.id())).toList();
    }

    /** Whether there is such a model. */
    public boolean has(String id) {
        return models.containsKey(id);
    }

    /**
     * The model of that name, for this caller. Its {@code available} is not looked up: only a lease can tell.
     *
     * @throws PlatformException {@code model_not_found}, {@code model_forbidden}
     */
    public CatalogModel require(String model, Caller caller) {
        CatalogModel found = models.get(model);
        if (found == null) {
            throw new PlatformException(
                    ErrorCode.MODEL_NOT_FOUND,
                    "There is no model of that name here. GET /v1/models lists those that your key may use.",
                    "model");
        }
        if (!caller.mayCall(model)) {
            throw new PlatformException(
                    ErrorCode.MODEL_FORBIDDEN,
                    "Your key may not use the model %s. Ask whoever made the key to add it.".formatted(model),
                    "model");
        }
        return found;
    }

    private static CatalogModel withAvailability(CatalogModel model, boolean available) {
        return new CatalogModel(
                model.id(),
                model.publisher(),
                model.description(),
                model.licence(),
                model.parameters(),
                model.contextTokens(),
                model.capabilities(),
                model.inputPrice(),
                model.outputPrice(),
                available);
    }
}
