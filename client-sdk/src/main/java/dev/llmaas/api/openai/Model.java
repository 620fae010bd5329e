package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param capabilities what it can do: {@code chat}, {@code embeddings}, {@code rerank}, {@code tools}, ...
 */
public record Model(
        String id,
        @JsonProperty("object") String object,
        long created,
        String ownedBy,
        @Nullable String root,
        @Nullable String parent,
        List<String> aliases,
        @Nullable Integer maxModelLen,
        List<String> capabilities) {
    /** Copies its lists; absent ones are empty. */
    public Model {
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
    }
}
