package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmaas.api.admin.ModelStage;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model as {@code GET /v1/models} lists it: OpenAI's fields and those that existing tools of self-hosted engines read.
 *
 * @param id the name to call it by
 * @param object always {@code model}
 * @param created when it was published here, seconds since 1970
 * @param ownedBy its publisher
 * @param root the model it is made from, itself if none
 * @param parent the model it was derived from, or null
 * @param aliases other names that reach it
 * @param maxModelLen its context in tokens
 * @param permission empty; older tools expect the list
 * @param capabilities what it can do: {@code chat}, {@code embeddings}, {@code rerank}, {@code tools}, ...
 * @param stage where it stands in its life
 * @param deprecatedSince since when its answers carry the notice of its end, or null
 * @param retiresOn the day on which it ends, or null
 * @param successor the model to use instead, or null
 */
public record Model(
        String id,
        @JsonProperty("object") String object,
        long created,
        String ownedBy,
        @Nullable String root,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String parent,
        List<String> aliases,
        @Nullable Integer maxModelLen,
        List<JsonNode> permission,
        List<String> capabilities,
        ModelStage stage,
        @Nullable LocalDate deprecatedSince,
        @Nullable LocalDate retiresOn,
        @Nullable String successor) {
    /** Copies its lists; absent ones are empty. */
    public Model {
        permission = permission == null ? List.of() : List.copyOf(permission);
        stage = stage == null ? ModelStage.PRODUCTION : stage;
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
    }
}
