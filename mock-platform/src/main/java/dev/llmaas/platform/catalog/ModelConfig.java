package dev.llmaas.platform.catalog;

import dev.llmaas.api.Money;
import dev.llmaas.platform.Limits;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that the platform offers. What is left out of a model in a file is read from the header of the file.
 *
 * @param id the name to call it by: letters, digits and {@code . _ : / -}
 * @param file the GGUF file that a runner of this platform loads; null with {@code upstream}
 * @param upstream an engine that runs elsewhere, for instance {@code openai+https://gpu07:8000/v1}; null with {@code file}
 * @param slots requests computed together, 0 for the engine's choice
 * @param contextTokens prompt and answer together, 0 for the engine's choice
 * @param threads threads of a runner, 0 for the engine's choice
 * @param publisher who made it, empty if unknown
 * @param description a sentence, may be empty
 * @param licence SPDX name, empty if unknown
 * @param parameters how many, 0 if unknown
 * @param capabilities {@code chat}, ...; {@code chat} if left out
 * @param inputPrice EUR for a million tokens read, at most three decimal places; 1.80 if left out
 * @param outputPrice EUR for a million tokens generated, at most three decimal places; 8.00 if left out
 */
public record ModelConfig(
        String id,
        @Nullable Path file,
        @Nullable URI upstream,
        int slots,
        int contextTokens,
        int threads,
        String publisher,
        String description,
        String licence,
        long parameters,
        List<String> capabilities,
        BigDecimal inputPrice,
        BigDecimal outputPrice) {
    /** EUR for a million tokens read, of the public price sheet. */
    public static final BigDecimal STANDARD_INPUT_PRICE = new BigDecimal("1.80");

    /** EUR for a million tokens generated, of the public price sheet. */
    public static final BigDecimal STANDARD_OUTPUT_PRICE = new BigDecimal("8.00");

    private static final BigDecimal PRICE_MAX = BigDecimal.valueOf(1_000_000);

    /** From EUR for a million tokens to nano-euros for one: 10^9 / 10^6. */
    private static final int PRICE_SHIFT = 3;

    /**
     * Checks every field and fills in what the file leaves out, which the reader of the file hands over as null.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public ModelConfig {
        require(
                id != null && id.matches("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}"),
                "?",
                "id",
                "must be 1 to 100 letters, digits and . _ : / -");
        require((file == null) != (upstream == null), id, "file", "a model has either a file or an upstream");
        require(upstream == null || upstream.getScheme() != null, id, "upstream", upstream + " has no scheme");
        bounded(id, "slots", slots, Limits.MODEL_SLOTS_MAX);
        bounded(id, "context-tokens", contextTokens, Limits.MODEL_CONTEXT_TOKENS_MAX);
        bounded(id, "threads", threads, Limits.MODEL_THREADS_MAX);
        require(parameters >= 0, id, "parameters", parameters + " is below 0");
        publisher = orEmpty(publisher);
        description = orEmpty(description);
        licence = orEmpty(licence);
        capabilities = capabilities == null || capabilities.isEmpty() ? List.of("chat") : List.copyOf(capabilities);
        inputPrice = price(id, "input-price", inputPrice, STANDARD_INPUT_PRICE);
        outputPrice = price(id, "output-price", outputPrice, STANDARD_OUTPUT_PRICE);
    }

    /** A model in a file, with everything else from its header. */
    public static ModelConfig ofFile(String id, Path file) {
        return new ModelConfig(
                id, file, null, 0, 0, 0, "", "", "", 0, List.of(), STANDARD_INPUT_PRICE, STANDARD_OUTPUT_PRICE);
    }

    /** A model of an engine that runs elsewhere. */
    public static ModelConfig ofUpstream(String id, URI upstream) {
        return new ModelConfig(
                id, null, upstream, 0, 0, 0, "", "", "", 0, List.of(), STANDARD_INPUT_PRICE, STANDARD_OUTPUT_PRICE);
    }

    /** The same model, computed for this many requests together by this many threads. */
    public ModelConfig withSlots(int changedSlots, int changedThreads) {
        return new ModelConfig(
                id,
                file,
                upstream,
                changedSlots,
                contextTokens,
                changedThreads,
                publisher,
                description,
                licence,
                parameters,
                capabilities,
                inputPrice,
                outputPrice);
    }

    /** The same model by these people. */
    public ModelConfig withFacts(String changedPublisher, String changedDescription, String changedLicence) {
        return new ModelConfig(
                id,
                file,
                upstream,
                slots,
                contextTokens,
                threads,
                changedPublisher,
                changedDescription,
                changedLicence,
                parameters,
                capabilities,
                inputPrice,
                outputPrice);
    }

    /** What one token read costs. */
    public Money inputPricePerToken() {
        return new Money(inputPrice.movePointRight(PRICE_SHIFT).longValueExact());
    }

    /** What one generated token costs. */
    public Money outputPricePerToken() {
        return new Money(outputPrice.movePointRight(PRICE_SHIFT).longValueExact());
    }

    /** What names the engine: the file as {@code llama:///...}, or the upstream. */
    public URI engineUri() {
        if (upstream != null) {
            return upstream;
        }
        if (file == null) {
            throw new IllegalStateException("A model has either a file or an upstream.");
        }
        return URI.create("llama://" + file.toAbsolutePath().toUri().getRawPath());
    }

    private static BigDecimal price(String id, String key, @Nullable BigDecimal given, BigDecimal otherwise) {
        if (given == null) {
            return otherwise;
        }
        require(
                given.signum() >= 0 && given.compareTo(PRICE_MAX) <= 0,
                id,
                key,
                "%s is not between 0 and %s EUR for a million tokens".formatted(given, PRICE_MAX));
        require(
                given.stripTrailingZeros().scale() <= PRICE_SHIFT,
                id,
                key,
                "%s has more than %d decimal places".formatted(given, PRICE_SHIFT));
        return given;
    }

    private static void bounded(String id, String key, int value, int max) {
        require(value >= 0 && value <= max, id, key, "%,d is not between 0 and %,d".formatted(value, max));
    }

    private static String orEmpty(@Nullable String given) {
        return given == null ? "" : given;
    }

    private static void require(boolean holds, String id, String key, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("models.%s.%s: %s.".formatted(id, key, problem));
        }
    }
}
