package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.grammar.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The form that an answer was asked to have: {@code response_format}, or the fields by which vLLM ({@code guided_*}, {@code
 * structured_outputs}), SGLang ({@code regex}, {@code json_schema}) and the server of llama.cpp ({@code json_schema}) know
 * the same. Schemas make JSON; an expression and a choice make plain text, which matches as a whole.
 */
final class FormWish {
    private static final String STRUCTURED = "structured_outputs";

    private final ChatCompletionRequest request;
    private final List<Said> found = new ArrayList<>();

    /** A form and the field that asks for it. */
    private record Said(String field, Shape shape) {}

    private FormWish(ChatCompletionRequest request) {
        this.request = request;
    }

    /**
     * Reads it; empty if the answer is free.
     *
     * @throws Rejected if it is not well-formed, or two fields ask for a form
     */
    static Optional<Shape> of(ChatCompletionRequest request) {
        return new FormWish(request).shape();
    }

    private Optional<Shape> shape() {
        format(request.responseFormat());
        schema("guided_json", extra("guided_json"));
        schema("json_schema", extra("json_schema"));
        pattern("guided_regex", extra("guided_regex"));
        pattern("regex", extra("regex"));
        choice("guided_choice", extra("guided_choice"));
        structured(extra(STRUCTURED));
        if (found.size() > 1) {
            String second = found.get(1).field();
            throw invalid(
                    second,
                    "%s and %s both say what the answer must look like; give one of them."
                            .formatted(found.getFirst().field(), second));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst().shape());
    }

    private @Nullable JsonNode extra(String name) {
        return request.extra().get(name);
    }

    private void format(@Nullable JsonNode form) {
        if (form == null || form.isNull()) {
            return;
        }
        switch (form.path("type").stringValue("")) {
            case "text" -> {}
            case "json_object" -> {
                JsonNode schema = form.path("schema");
                if (schema.isMissingNode() || schema.isNull()) {
                    found.add(new Said("response_format", Shape.anyObject()));
                } else {
                    schema("response_format.schema", schema);
                }
            }
            case "json_schema" -> {
                String place = "response_format.json_schema.schema";
                JsonNode schema = form.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    throw invalid(place, place + " must be a JSON schema.");
                }
                found.add(new Said(place, Shape.json(schema, place)));
            }
            default ->
                throw invalid("response_format.type", "response_format.type must be text, json_object or json_schema.");
        }
    }

    /** What vLLM takes in place of {@code guided_*} since its release 0.11. */
    private void structured(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return;
        }
        if (!value.isObject()) {
            throw invalid(STRUCTURED, STRUCTURED + " must be an object.");
        }
        for (String name : value.propertyNames()) {
            JsonNode wish = value.get(name);
            String field = STRUCTURED + "." + name;
            switch (name) {
                case "json" -> schema(field, wish);
                case "regex" -> pattern(field, wish);
                case "choice" -> choice(field, wish);
                case "json_object" -> anyObject(field, wish);
                default -> {
                    boolean changesNothing = wish.isNull() || (wish.isBoolean() && !wish.booleanValue());
                    if (!changesNothing) {
                        throw invalid(
                                STRUCTURED,
                                "This engine knows of structured_outputs json, regex, choice, json_object.");
                    }
                }
            }
        }
    }

    private void anyObject(String field, JsonNode value) {
        if (!value.isNull() && !value.isBoolean()) {
            throw invalid(field, field + " must be true or false.");
        }
        if (value.asBoolean(false)) {
            found.add(new Said(field, Shape.anyObject()));
        }
    }

    /** A schema, or the JSON of one in a text. */
    private void schema(String field, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return;
        }
        JsonNode schema = value.isString() ? parsed(field, value.stringValue()) : value;
        if (!schema.isObject()) {
            throw invalid(field, field + " must be a JSON schema.");
        }
        found.add(new Said(field, Shape.json(schema, field)));
    }

    private static JsonNode parsed(String field, String text) {
        try {
            return WireJson.mapper().readTree(text);
        } catch (JacksonException notJson) {
            throw invalid(field, field + " must be a JSON schema, but its text is not JSON.");
        }
    }

    private void pattern(String field, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return;
        }
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw invalid(field, field + " must be a regular expression.");
        }
        found.add(new Said(field, new Shape.Pattern(value.stringValue(), field)));
    }

    private void choice(String field, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (each.isString() && !each.stringValue().isEmpty()) {
                texts.add(each.stringValue());
            }
        }
        if (!value.isArray() || texts.size() < value.size() || texts.isEmpty()) {
            throw invalid(field, field + " must be a list of texts, none of them empty.");
        }
        if (texts.size() > LlamaLimits.TEXTS_MAX) {
            throw invalid(
                    field,
                    "%s may hold at most %,d texts, but holds %,d."
                            .formatted(field, LlamaLimits.TEXTS_MAX, texts.size()));
        }
        found.add(new Said(field, new Shape.OneOf(texts)));
    }

    private static Rejected invalid(String param, String sentence) {
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence, param);
    }
}
