package dev.llmaas.platform.gateway;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.Model;
import dev.llmaas.api.openai.ModelList;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.catalog.Catalog;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.List;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}}: the models that the caller may use, in OpenAI's shape, or in
 * Anthropic's for clients that tell its version. Thread-safe.
 */
public final class ModelListRoutes {
    private final Access access;
    private final Catalog catalog;
    private final long publishedAtSeconds;

    /**
     * Routes over this catalogue.
     *
     * @param publishedAt when the models were put on offer here
     */
    public ModelListRoutes(Access access, Catalog catalog, Instant publishedAt) {
        this.access = access;
        this.catalog = catalog;
        this.publishedAtSeconds = publishedAt.getEpochSecond();
    }

    /** Mounts them. Names of models may hold slashes, so the rest of the path is the name. */
    public void mount(Router router) {
        router.get("/v1/models").handler(AdminRoute.json(200, this::list));
        router.get("/v1/models/*").handler(AdminRoute.json(200, this::one));
    }

    private Object list(Exchange exchange) {
        List<CatalogModel> models = catalog.models(caller(exchange));
        if (isAnthropic(exchange)) {
            return anthropic().page(models, exchange);
        }
        exchange.queryIsOfOnePage();
        return new ModelList("list", models.stream().map(this::model).toList());
    }

    private Object one(Exchange exchange) {
        CatalogModel model = catalog.require(exchange.path("*"), caller(exchange));
        return isAnthropic(exchange) ? anthropic().model(model) : model(model);
    }

    /** Both dialects ask here: the key may stand where either puts it. */
    private Caller caller(Exchange exchange) {
        return access.caller(Dialect.ANTHROPIC.authorization(exchange.raw().request()));
    }

    private static boolean isAnthropic(Exchange exchange) {
        return exchange.header("anthropic-version").isPresent();
    }

    private AnthropicModels anthropic() {
        return new AnthropicModels(Instant.ofEpochSecond(publishedAtSeconds), catalog.today());
    }

    private Model model(CatalogModel model) {
        return new Model(
                model.id(),
                "model",
                publishedAtSeconds,
                model.publisher(),
                model.id(),
                null,
                model.aliases(),
                model.contextTokens() == 0 ? null : model.contextTokens(),
                List.of(),
                model.capabilities(),
                model.life().stage(catalog.today()),
                model.life().deprecatedSince(),
                model.life().retiresOn(),
                model.life().successor());
    }
}
