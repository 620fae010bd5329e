package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.ModelStage;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.http.Exchange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Models as Anthropic lists them (its reference, 2026-09): page by page, each with its name and its place in its life.
 *
 * @param publishedAt when they were put on offer here
 * @param today for their stage
 */
record AnthropicModels(Instant publishedAt, LocalDate today) {
    /**
     * The page that a query asks for: {@code limit} models behind {@code after_id} or before {@code before_id}.
     *
     * @throws PlatformException INVALID_REQUEST, which names the parameter
     */
    ObjectNode page(List<CatalogModel> models, Exchange exchange) {
        int limit = (int)
                exchange.queryLong("limit", RequestLimits.ANTHROPIC_PAGE_DEFAULT, 1, RequestLimits.ANTHROPIC_PAGE_MAX);
        Optional<String> after = exchange.query("after_id");
        Optional<String> before = exchange.query("before_id");
        if (after.isPresent() && before.isPresent()) {
            throw Rules.refused("before_id", "cannot stand beside after_id");
        }
        int from = after.map(id -> place(models, "after_id", id) + 1).orElse(0);
        int to = Math.min(models.size(), from + limit);
        boolean more = to < models.size();
        if (before.isPresent()) {
            to = place(models, "before_id", before.get());
            from = Math.max(0, to - limit);
            more = from > 0;
        }
        return page(models.subList(from, to), more);
    }

    private ObjectNode page(List<CatalogModel> models, boolean more) {
        ObjectNode page = WireJson.mapper().createObjectNode();
        ArrayNode data = page.putArray("data");
        models.forEach(model -> data.add(model(model)));
        return page.put("has_more", more)
                .put("first_id", models.isEmpty() ? null : models.getFirst().id())
                .put("last_id", models.isEmpty() ? null : models.getLast().id());
    }

    private static int place(List<CatalogModel> models, String parameter, String id) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        throw Rules.refused(parameter, "must be the id of a model in this list");
    }

    /** One model. */
    ObjectNode model(CatalogModel model) {
        ModelStage stage = model.life().stage(today);
        ObjectNode told = WireJson.mapper()
                .createObjectNode()
                .put("type", "model")
                .put("id", model.id())
                .put("display_name", model.id())
                .put("created_at", publishedAt.toString())
                .put(
                        "lifecycle",
                        stage == ModelStage.PRODUCTION ? "active" : stage.name().toLowerCase(Locale.ROOT))
                .put("deprecated_at", time(model.life().deprecatedSince()))
                .put("retires_at", time(model.life().retiresOn()));
        if (model.contextTokens() > 0) {
            told.put("max_input_tokens", model.contextTokens()).put("max_tokens", model.contextTokens());
        }
        return told;
    }

    private static @Nullable String time(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    }
}
