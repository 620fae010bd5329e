package dev.llmaas.api.admin;

import dev.llmaas.api.Money;
import java.util.List;

/**
 * A model of the catalogue.
 *
 * @param id the name to call it by
 * @param publisher who made it
 * @param description a sentence
 * @param licence SPDX name
 * @param parameters how many
 * @param contextTokens prompt and answer together
 * @param capabilities {@code chat}, {@code embeddings}, ...
 * @param inputPrice for one token read
 * @param outputPrice for one token generated
 * @param available whether a replica can answer now
 */
public record CatalogModel(
        String id,
        String publisher,
        String description,
        String licence,
        long parameters,
        int contextTokens,
        List<String> capabilities,
        Money inputPrice,
        Money outputPrice,
        boolean available) {
    /** Copies its list. */
    public CatalogModel {
        capabilities = List.copyOf(capabilities);
    }
}
