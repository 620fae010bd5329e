package dev.llmaas.api.openai;

import java.util.List;

/**
 * The answer to {@code GET /v1/models}.
 *
 * @param object always {@code list}
 * @param data the models that the caller may use
 */
public record ModelList(String object, List<Model> data) {
    /** Copies its list. */
    public ModelList {
        data = List.copyOf(data);
    }
}
