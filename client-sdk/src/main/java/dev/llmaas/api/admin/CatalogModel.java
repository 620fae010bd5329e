package dev.llmaas.api.admin;

import dev.llmaas.api.Money;
import java.util.List;

/**
 * A model of the catalogue.
 *
 * @param id the name to call it by
 * @param aliases other names that lead to it, for instance those of models that it replaced
 * @param publisher who made it
 * @param description a sentence
 * @param licence SPDX name
 * @param parameters how many
 * @param contextTokens prompt and answer together
 * @param capabilities {@code chat}, {@code embeddings}, {@code rerank}, {@code transcription}, {@code vision}, ...
 * @param inputPrice for one token read
 * @param outputPrice for one token generated
 * @param documentPrice for one document ranked
 * @param audioPrice for one started minute of audio
 * @param life how long it is on offer
 * @param available whether a replica can answer now
 */
public record CatalogModel(
        String id,
        List<String> aliases,
        String publisher,
        String description,
        String licence,
        long parameters,
        int contextTokens,
        List<String> capabilities,
        Money inputPrice,
        Money outputPrice,
        Money documentPrice,
        Money audioPrice,
        ModelLife life,
        boolean available) {
    /** Copies its lists; an older platform tells less. */
    public CatalogModel {
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        capabilities = List.copyOf(capabilities);
        documentPrice = documentPrice == null ? Money.ZERO : documentPrice;
        audioPrice = audioPrice == null ? Money.ZERO : audioPrice;
        life = life == null ? ModelLife.OPEN : life;
    }

    /** A free model for conversations of which nothing is known yet. */
    public static CatalogModel of(String id) {
        return new CatalogModel(
                id,
                List.of(),
                "",
                "",
                "",
                0,
                0,
                List.of("chat"),
                Money.ZERO,
                Money.ZERO,
                Money.ZERO,
                Money.ZERO,
                ModelLife.OPEN,
                false);
    }

    /** Whether it can do this, for instance {@code embeddings}. */
    public boolean can(String capability) {
        return capabilities.contains(capability);
    }

    /** The same with other names beside its own. */
    public CatalogModel withAliases(List<String> changed) {
        return new CatalogModel(
                id,
                changed,
                publisher,
                description,
                licence,
                parameters,
                contextTokens,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                life,
                available);
    }

    /** The same by these people. */
    public CatalogModel withFacts(String changedPublisher, String changedDescription, String changedLicence) {
        return new CatalogModel(
                id,
                aliases,
                changedPublisher,
                changedDescription,
                changedLicence,
                parameters,
                contextTokens,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                life,
                available);
    }

    /** The same of another size. */
    public CatalogModel withSize(long changedParameters, int changedContextTokens) {
        return new CatalogModel(
                id,
                aliases,
                publisher,
                description,
                licence,
                changedParameters,
                changedContextTokens,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                life,
                available);
    }

    /** The same with other capabilities. */
    public CatalogModel withCapabilities(String... changed) {
        return new CatalogModel(
                id,
                aliases,
                publisher,
                description,
                licence,
                parameters,
                contextTokens,
                List.of(changed),
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                life,
                available);
    }

    /** The same at other prices for one token read, one generated, one document ranked and one started minute of audio. */
    public CatalogModel withPrices(Money input, Money output, Money document, Money audio) {
        return new CatalogModel(
                id,
                aliases,
                publisher,
                description,
                licence,
                parameters,
                contextTokens,
                capabilities,
                input,
                output,
                document,
                audio,
                life,
                available);
    }

    /** The same with another life. */
    public CatalogModel withLife(ModelLife changed) {
        return new CatalogModel(
                id,
                aliases,
                publisher,
                description,
                licence,
                parameters,
                contextTokens,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                changed,
                available);
    }

    /** The same, available or not. */
    public CatalogModel withAvailable(boolean changed) {
        return new CatalogModel(
                id,
                aliases,
                publisher,
                description,
                licence,
                parameters,
                contextTokens,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                life,
                changed);
    }
}
