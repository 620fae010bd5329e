package dev.llmaas.platform.catalog;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.ModelStage;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models on offer, in the order of the configuration. Asking for one costs a look into a map. A model that is
 * retired is not on offer: its name leads to its successor, if it has one. Thread-safe.
 */
public final class Catalog {
    private final Map<String, CatalogModel> models = new LinkedHashMap<>();
    private final Map<String, CatalogModel> aliases = new HashMap<>();
    private final Supplier<Set<String>> available;
    private final InstantSource clock;
    /** Whether any name has more to it than a model that stays: if not, nobody has to look. */
    private final boolean changing;

    /**
     * Offers these.
     *
     * @param available the models that a replica can answer for at this moment
     */
    public Catalog(List<CatalogModel> models, Supplier<Set<String>> available, InstantSource clock) {
        for (CatalogModel model : models) {
            this.models.put(model.id(), model);
            model.aliases().forEach(alias -> aliases.put(alias, model));
        }
        this.available = available;
        this.clock = clock;
        this.changing = !aliases.isEmpty()
                || models.stream().anyMatch(model -> model.life().deprecatedSince() != null);
    }

    /** All models, retired ones too, each with whether it is available now. */
    public List<CatalogModel> models() {
        Set<String> ready = available.get();
        return models.values().stream()
                .map(model -> model.withAvailable(ready.contains(model.id())))
                .toList();
    }

    /** The models on offer that this caller may use, each with whether it is available now. */
    public List<CatalogModel> models(Caller caller) {
        LocalDate today = today();
        return models().stream()
                .filter(model -> caller.mayCall(model.id()))
                .filter(model -> model.life().stage(today) != ModelStage.RETIRED)
                .toList();
    }

    /** Whether there is such a model. */
    public boolean has(String id) {
        return models.containsKey(id);
    }

    /** The day on which stages are judged. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * The model that runs when {@code name} is called by this caller: the model of that name, the one that has it as an
     * alias, or the successor of a retired one. Its {@code available} is not looked up: only a lease can tell.
     *
     * @throws PlatformException {@code model_not_found}, {@code model_forbidden}
     */
    public CatalogModel require(String name, Caller caller) {
        @Nullable CatalogModel found = models.get(name);
        if (changing) {
            found = successor(found == null ? aliases.get(name) : found);
        }
        if (found == null) {
            throw new PlatformException(
                    ErrorCode.MODEL_NOT_FOUND,
                    "There is no model of that name here. GET /v1/models lists those that your key may use.",
                    "model");
        }
        if (!caller.mayCall(found.id())) {
            throw new PlatformException(
                    ErrorCode.MODEL_FORBIDDEN,
                    "Your key may not use the model %s. Ask whoever made the key to add it.".formatted(found.id()),
                    "model");
        }
        return found;
    }

    /** The model that runs when it is called so, whoever calls; empty if there is none. */
    public Optional<CatalogModel> running(String name) {
        @Nullable CatalogModel named = models.get(name);
        return Optional.ofNullable(successor(named == null ? aliases.get(name) : named));
    }

    /** What answers to this name must say about its end; empty for the name of a model that stays. */
    public Optional<Notice> notice(String name) {
        if (!changing) {
            return Optional.empty();
        }
        @Nullable CatalogModel named = models.get(name);
        if (named == null) {
            return Optional.ofNullable(successor(aliases.get(name)))
                    .map(model -> Notice.of(model.life().deprecatedSince(), null, model.id()));
        }
        return named.life().stage(today()) == ModelStage.PRODUCTION
                ? Optional.empty()
                : Optional.of(Notice.of(
                        named.life().deprecatedSince(),
                        named.life().retiresOn(),
                        named.life().successor()));
    }

    /** The model itself, or who came after it; null if its line ended. Bounded, because successors may form a circle. */
    private @Nullable CatalogModel successor(@Nullable CatalogModel model) {
        @Nullable CatalogModel now = model;
        LocalDate today = today();
        for (int i = 0; i <= models.size(); i++) {
            if (now == null || now.life().stage(today) != ModelStage.RETIRED) {
                return now;
            }
            String successor = now.life().successor();
            now = successor == null ? null : models.get(successor);
        }
        return null;
    }
}
