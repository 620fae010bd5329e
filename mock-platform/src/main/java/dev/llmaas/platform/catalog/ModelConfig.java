package dev.llmaas.platform.catalog;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.ModelLife;
import dev.llmaas.platform.Limits;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that the platform offers. What is left out of a model in a file is read from the header of the file.
 *
 * @param id the name to call it by: letters, digits and {@code . _ : / -}
 * @param aliases other names that lead to it, for instance those of models that it replaced
 * @param file the GGUF file, or whisper.cpp's {@code .bin}, that a runner of this platform loads, absolute, below the store of the machine, or below the
 *     working directory; null with {@code upstream}
 * @param upstream an engine that runs elsewhere, for instance {@code openai+https://gpu07:8000/v1}; null with {@code file}
 * @param upstreams several engines elsewhere, of which the least loaded answers; empty with one of the others
 * @param command a program of this machine that serves the model; null with one of the others
 * @param slots requests computed together, 0 for the engine's choice
 * @param contextTokens prompt and answer together, 0 for the engine's choice
 * @param threads threads of a runner, 0 for the engine's choice
 * @param gpuLayers layers that a graphics processor computes, 0 for none; null for all, if there is one
 * @param device the processor by the name that the engine gives it, for instance {@code CUDA0}, or {@code cpu}; null for its
 *     choice
 * @param publisher who made it, empty if unknown
 * @param description a sentence, may be empty
 * @param licence SPDX name, empty if unknown
 * @param parameters how many, 0 if unknown
 * @param capabilities {@code chat}, ...; {@code chat} if left out, {@code transcription} for speech models
 * @param inputPrice EUR for a million tokens read, at most three decimal places; 1.80 if left out
 * @param outputPrice EUR for a million tokens generated, at most three decimal places; 8.00 if left out
 * @param documentPrice EUR for a million documents ranked, at most three decimal places; 4.00 if left out
 * @param audioPrice EUR for a started minute of audio, at most nine decimal places; 0.01 if left out
 * @param deprecatedSince from this day on, its answers say that it will end; null if that is not planned
 * @param retiresOn from this day on it does not answer, three months of notice later at the earliest; null if not planned
 * @param successor another model, to which its name leads once it is retired; empty if there is none
 */
public record ModelConfig(
        String id,
        List<String> aliases,
        @Nullable Path file,
        @Nullable URI upstream,
        List<UpstreamConfig> upstreams,
        @Nullable CommandConfig command,
        int slots,
        int contextTokens,
        int threads,
        @Nullable Integer gpuLayers,
        @Nullable String device,
        String publisher,
        String description,
        String licence,
        long parameters,
        List<String> capabilities,
        BigDecimal inputPrice,
        BigDecimal outputPrice,
        BigDecimal documentPrice,
        BigDecimal audioPrice,
        @Nullable LocalDate deprecatedSince,
        @Nullable LocalDate retiresOn,
        String successor) {
    /** EUR for a million tokens read, of the public price sheet. */
    public static final BigDecimal STANDARD_INPUT_PRICE = new BigDecimal("1.80");

    /** EUR for a million tokens generated, of the public price sheet. */
    public static final BigDecimal STANDARD_OUTPUT_PRICE = new BigDecimal("8.00");

    /** EUR for a million documents ranked, of the public price sheet. */
    public static final BigDecimal STANDARD_DOCUMENT_PRICE = new BigDecimal("4.00");

    /** EUR for a started minute of audio, of the public price sheet. */
    public static final BigDecimal STANDARD_AUDIO_PRICE = new BigDecimal("0.01");

    /** What customers are promised: nothing ends without three months of notice. */
    private static final Period NOTICE_MIN = Period.ofMonths(3);

    private static final URI COMMAND = URI.create("command:program");
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}";
    private static final String NAME_RULE = "must be 1 to 100 letters, digits and . _ : / -";
    private static final BigDecimal PRICE_MAX = BigDecimal.valueOf(1_000_000);

    /** From EUR for a million tokens to nano-euros for one: 10^9 / 10^6. */
    private static final int PRICE_SHIFT = 3;

    /** From EUR to nano-euros. */
    private static final int MINUTE_SHIFT = 9;

    /**
     * Checks every field and fills in what the file leaves out, which the reader of the file hands over as null.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public ModelConfig {
        require(id != null && id.matches(NAME), "?", "id", NAME_RULE);
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        require(aliases.stream().allMatch(alias -> alias.matches(NAME)), id, "aliases", NAME_RULE);
        upstreams = upstreams == null ? List.of() : List.copyOf(upstreams);
        int engines = (file == null ? 0 : 1)
                + (upstream == null ? 0 : 1)
                + (upstreams.isEmpty() ? 0 : 1)
                + (command == null ? 0 : 1);
        require(engines == 1, id, "file", "a model has one of file, upstream, upstreams and command");
        bounded(id, "upstreams", upstreams.size(), Limits.UPSTREAMS_MAX);
        require(upstream == null || upstream.getScheme() != null, id, "upstream", upstream + " has no scheme");
        bounded(id, "slots", slots, Limits.MODEL_SLOTS_MAX);
        bounded(id, "context-tokens", contextTokens, Limits.MODEL_CONTEXT_TOKENS_MAX);
        bounded(id, "threads", threads, Limits.MODEL_THREADS_MAX);
        require(gpuLayers == null || gpuLayers >= 0, id, "gpu-layers", "must be 0 or more, or left out for all");
        require(device == null || device.matches(NAME), id, "device", NAME_RULE);
        require(parameters >= 0, id, "parameters", parameters + " is below 0");
        publisher = orEmpty(publisher);
        description = orEmpty(description);
        licence = orEmpty(licence);
        capabilities = capabilities == null || capabilities.isEmpty()
                ? List.of(isSpeech(file) ? "transcription" : "chat")
                : List.copyOf(capabilities);
        require(
                capabilities.stream().allMatch(capability -> capability.matches("[a-z][a-z0-9-]{0,39}")),
                id,
                "capabilities",
                "must be words like chat, embeddings, rerank, transcription, vision, images, speech");
        inputPrice = price(id, "input-price", inputPrice, STANDARD_INPUT_PRICE, PRICE_SHIFT);
        outputPrice = price(id, "output-price", outputPrice, STANDARD_OUTPUT_PRICE, PRICE_SHIFT);
        documentPrice = price(id, "document-price", documentPrice, STANDARD_DOCUMENT_PRICE, PRICE_SHIFT);
        audioPrice = price(id, "audio-price", audioPrice, STANDARD_AUDIO_PRICE, MINUTE_SHIFT);
        successor = orEmpty(successor);
        require(successor.isEmpty() || successor.matches(NAME), id, "successor", NAME_RULE);
        require(
                retiresOn == null || (deprecatedSince != null && !retiresOn.isBefore(deprecatedSince.plus(NOTICE_MIN))),
                id,
                "retires-on",
                "must be three months after deprecated-since at the earliest");
    }

    /** A model in a file, with everything else from its header. */
    public static ModelConfig ofFile(String id, Path file) {
        return of(id, file, null, List.of(), null);
    }

    /** A model of an engine that runs elsewhere. */
    public static ModelConfig ofUpstream(String id, URI upstream) {
        return of(id, null, upstream, List.of(), null);
    }

    /** A model of several engines that run elsewhere. */
    public static ModelConfig ofUpstreams(String id, UpstreamConfig... upstreams) {
        return of(id, null, null, List.of(upstreams), null);
    }

    /** A model that a program of this machine serves. */
    public static ModelConfig ofCommand(String id, CommandConfig command) {
        return of(id, null, null, List.of(), command);
    }

    private static ModelConfig of(
            String id,
            @Nullable Path file,
            @Nullable URI upstream,
            List<UpstreamConfig> upstreams,
            @Nullable CommandConfig command) {
        return new ModelConfig(
                id,
                List.of(),
                file,
                upstream,
                upstreams,
                command,
                0,
                0,
                0,
                null,
                null,
                "",
                "",
                "",
                0,
                List.of(),
                STANDARD_INPUT_PRICE,
                STANDARD_OUTPUT_PRICE,
                STANDARD_DOCUMENT_PRICE,
                STANDARD_AUDIO_PRICE,
                null,
                null,
                "");
    }

    /** The same model, computed for this many requests together by this many threads. */
    public ModelConfig withSlots(int changedSlots, int changedThreads) {
        return with(changedSlots, changedThreads, publisher, description, licence, capabilities);
    }

    /** The same model by these people. */
    public ModelConfig withFacts(String changedPublisher, String changedDescription, String changedLicence) {
        return with(slots, threads, changedPublisher, changedDescription, changedLicence, capabilities);
    }

    /** The same model with other capabilities. */
    public ModelConfig withCapabilities(String... changed) {
        return with(slots, threads, publisher, description, licence, List.of(changed));
    }

    /** The same model under other names too. */
    public ModelConfig withAliases(String... changed) {
        return withLife(List.of(changed), deprecatedSince, retiresOn, successor);
    }

    /** The same model with an end; an empty successor is none. */
    public ModelConfig withLife(
            @Nullable LocalDate changedSince, @Nullable LocalDate changedEnd, String changedSuccessor) {
        return withLife(aliases, changedSince, changedEnd, changedSuccessor);
    }

    /**
     * The same model with its file in the store of this machine, if it is named by a path that leads there; otherwise the
     * path is seen from the working directory.
     */
    public ModelConfig lookedUpIn(Path store) {
        if (file == null || file.isAbsolute() || !Files.isRegularFile(store.resolve(file))) {
            return this;
        }
        return new ModelConfig(
                id,
                aliases,
                store.resolve(file).toAbsolutePath().normalize(),
                upstream,
                upstreams,
                command,
                slots,
                contextTokens,
                threads,
                gpuLayers,
                device,
                publisher,
                description,
                licence,
                parameters,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                deprecatedSince,
                retiresOn,
                successor);
    }

    private ModelConfig with(
            int changedSlots,
            int changedThreads,
            String changedPublisher,
            String changedDescription,
            String changedLicence,
            List<String> changedCapabilities) {
        return new ModelConfig(
                id,
                aliases,
                file,
                upstream,
                upstreams,
                command,
                changedSlots,
                contextTokens,
                changedThreads,
                gpuLayers,
                device,
                changedPublisher,
                changedDescription,
                changedLicence,
                parameters,
                changedCapabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                deprecatedSince,
                retiresOn,
                successor);
    }

    private ModelConfig withLife(
            List<String> changedAliases,
            @Nullable LocalDate changedSince,
            @Nullable LocalDate changedEnd,
            String changedSuccessor) {
        return new ModelConfig(
                id,
                changedAliases,
                file,
                upstream,
                upstreams,
                command,
                slots,
                contextTokens,
                threads,
                gpuLayers,
                device,
                publisher,
                description,
                licence,
                parameters,
                capabilities,
                inputPrice,
                outputPrice,
                documentPrice,
                audioPrice,
                changedSince,
                changedEnd,
                changedSuccessor);
    }

    /** What one token read costs. */
    public Money inputPricePerToken() {
        return new Money(inputPrice.movePointRight(PRICE_SHIFT).longValueExact());
    }

    /** What one generated token costs. */
    public Money outputPricePerToken() {
        return new Money(outputPrice.movePointRight(PRICE_SHIFT).longValueExact());
    }

    /** What one ranked document costs. */
    public Money pricePerDocument() {
        return new Money(documentPrice.movePointRight(PRICE_SHIFT).longValueExact());
    }

    /** What one started minute of audio costs. */
    public Money pricePerAudioMinute() {
        return new Money(audioPrice.movePointRight(MINUTE_SHIFT).longValueExact());
    }

    /** How long it is on offer. */
    public ModelLife life() {
        return new ModelLife(deprecatedSince, retiresOn, successor.isEmpty() ? null : successor);
    }

    /** What names the engine: the file as {@code llama:///...}, the upstream or the first of them, or {@code command:...}. */
    public URI engineUri() {
        if (upstream != null) {
            return upstream;
        }
        if (!upstreams.isEmpty()) {
            return upstreams.getFirst().url();
        }
        if (command != null) {
            return COMMAND;
        }
        if (file == null) {
            throw new IllegalStateException("A model has one of file, upstream, upstreams and command.");
        }
        return URI.create((isSpeech(file) ? "whisper://" : "llama://")
                + file.toAbsolutePath().toUri().getRawPath());
    }

    /** Speech models come in whisper.cpp's own format. */
    private static boolean isSpeech(@Nullable Path file) {
        return file != null && file.toString().endsWith(".bin");
    }

    private static BigDecimal price(
            String id, String key, @Nullable BigDecimal given, BigDecimal otherwise, int decimalPlaces) {
        if (given == null) {
            return otherwise;
        }
        require(
                given.signum() >= 0 && given.compareTo(PRICE_MAX) <= 0,
                id,
                key,
                "%s is not between 0 and %s EUR".formatted(given, PRICE_MAX));
        require(
                given.stripTrailingZeros().scale() <= decimalPlaces,
                id,
                key,
                "%s has more than %d decimal places".formatted(given, decimalPlaces));
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
