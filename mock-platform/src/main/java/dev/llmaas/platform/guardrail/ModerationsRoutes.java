package dev.llmaas.platform.guardrail;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.openai.Moderations;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.guardrail.Guardrails.Finding;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import dev.llmaas.platform.http.WireText;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/moderations}: what the guardrails say of texts, and whether the project of the key refuses requests
 * with them; guardrails that are off there say nothing. Needs a key, costs nothing. Thread-safe.
 */
public final class ModerationsRoutes {
    private static final String MODEL = "llmaas-guardrails";

    private final Access access;
    private final Guardrails guardrails;

    /** Routes for callers that {@code access} knows. */
    public ModerationsRoutes(Access access, Guardrails guardrails) {
        this.access = access;
        this.guardrails = guardrails;
    }

    /** Mounts it. */
    public void mount(Router router) {
        router.post("/v1/moderations").handler(AdminRoute.json(200, access::caller, this::moderate));
    }

    /**
     * The request. Parameters that it does not know are passed over, as at the other addresses of OpenAI's.
     *
     * @param input a text, texts in a list, or parts of which those of the type text are looked at together
     * @param model tolerated: there is one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Request(JsonNode input, JsonNode model) {}

    private Object moderate(Exchange exchange) {
        Caller caller = access.caller(exchange.authorization().orElse(null));
        List<Moderations.Result> results = texts(exchange.body(Request.class).input()).stream()
                .map(text -> result(guardrails.findings(caller.projectId(), text)))
                .toList();
        return new Moderations("modr-" + exchange.requestId(), MODEL, results);
    }

    private static List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        if (input != null && input.isString()) {
            texts.add(bounded(input.stringValue()));
        } else if (input != null && input.isArray() && !input.isEmpty()) {
            if (input.size() > Limits.MODERATION_TEXTS_MAX) {
                throw invalid("input may hold at most %,d texts.".formatted(Limits.MODERATION_TEXTS_MAX));
            }
            StringBuilder parts = new StringBuilder();
            boolean inParts = input.get(0).isObject();
            for (JsonNode item : input) {
                if (inParts) {
                    parts.append(part(item)).append('\n');
                } else if (item.isString()) {
                    texts.add(bounded(item.stringValue()));
                } else {
                    throw invalid("input must be a text, a list of texts, or a list of parts.");
                }
            }
            if (inParts) {
                texts.add(bounded(parts.toString()));
            }
        } else {
            throw invalid("input must be a text, a list of texts, or a list of parts.");
        }
        return texts;
    }

    private static String part(JsonNode part) {
        return switch (part.path("type").stringValue("")) {
            case "text" -> part.path("text").stringValue("");
            case "image_url" -> throw invalid("The guardrails look at texts only; leave the images out.");
            default -> throw invalid("A part of input must be of the type text.");
        };
    }

    private static String bounded(String text) {
        WireText.check(() -> "input", text);
        return text.length() > Limits.GUARDRAIL_CHARACTERS_MAX
                ? text.substring(0, Limits.GUARDRAIL_CHARACTERS_MAX)
                : text;
    }

    private static Moderations.Result result(List<Finding> findings) {
        Map<String, Boolean> categories = new LinkedHashMap<>();
        Map<String, Double> scores = new LinkedHashMap<>();
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (String category : Moderations.Result.CATEGORIES) {
            categories.put(category, false);
            scores.put(category, 0.0);
            kinds.put(category, List.of());
        }
        return new Moderations.Result(
                !findings.isEmpty(),
                categories,
                scores,
                kinds,
                findings.stream().map(Finding::code).toList(),
                findings.stream().anyMatch(finding -> finding.mode() == GuardrailMode.BLOCK));
    }

    private static PlatformException invalid(String sentence) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, sentence, "input");
    }
}
