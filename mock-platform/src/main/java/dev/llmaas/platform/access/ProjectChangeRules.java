package dev.llmaas.platform.access;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.platform.PlatformException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a change of a project must be like. It is read as a tree, because null in place of a mode means something else than
 * its absence. Every refusal names the field and its bound. Stateless.
 */
final class ProjectChangeRules {
    private static final String KINDS =
            Arrays.stream(GuardrailKind.values()).map(GuardrailKind::wire).collect(Collectors.joining(", "));

    private ProjectChangeRules() {}

    /**
     * Reads a change.
     *
     * @throws PlatformException {@code invalid_request}
     */
    static ProjectChange read(JsonNode body) {
        if (!body.isObject()) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "The body must be a JSON object.");
        }
        ProjectChange change = ProjectChange.NOTHING;
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            change = switch (field.getKey()) {
                case "strict" -> change.withStrict(flag(field));
                case "image_fetching" -> change.withImageFetching(flag(field));
                case "guardrails" -> guardrails(change, field.getValue());
                default ->
                    throw refused(
                            field.getKey(),
                            "is no setting of a project: there are strict, image_fetching and guardrails");
            };
        }
        return change;
    }

    private static boolean flag(Map.Entry<String, JsonNode> field) {
        if (!field.getValue().isBoolean()) {
            throw refused(field.getKey(), "must be true or false");
        }
        return field.getValue().booleanValue();
    }

    private static ProjectChange guardrails(ProjectChange before, JsonNode modes) {
        if (!modes.isObject()) {
            throw refused("guardrails", "must be an object with modes by guardrail: " + KINDS);
        }
        ProjectChange change = before;
        for (Map.Entry<String, JsonNode> one : modes.properties()) {
            String path = "guardrails." + one.getKey();
            GuardrailKind kind = GuardrailKind.ofWire(one.getKey())
                    .orElseThrow(() -> refused(path, "is no guardrail: there are " + KINDS));
            change = change.withGuardrail(kind, one.getValue().isNull() ? null : mode(path, one.getValue()));
        }
        return change;
    }

    private static GuardrailMode mode(String path, JsonNode value) {
        return GuardrailMode.ofWire(value.stringValue(""))
                .orElseThrow(() -> refused(path, "must be off, observe or block, or null to follow the platform"));
    }

    private static PlatformException refused(String field, String rule) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, "%s %s.".formatted(field, rule), field);
    }
}
