package dev.llmaas.inference.models;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The header of a GGUF model file: what the model is and where its tensors lie. Reading checks the whole structure, so a
 * file that is cut short or changed in its header is found here, in Java, and not by native code.
 *
 * @param fileName the name of the file without its folder
 * @param version the version of the format, 2 or 3
 * @param metadata everything that the file says about itself, in its order
 * @param tensors the tensors, in their order
 * @param dataOffset where the tensors begin, in bytes
 * @param fileBytes the size of the file
 */
public record Gguf(
        String fileName,
        int version,
        Map<String, GgufValue> metadata,
        List<GgufTensor> tensors,
        long dataOffset,
        long fileBytes) {
    /** Copies its collections. */
    public Gguf {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /**
     * Reads the header of a file.
     *
     * @throws EngineStartException if the file is missing, damaged, or of a kind that cannot be used
     */
    public static Gguf read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw missing(file, "is not there");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new GgufReader(channel, file).read();
        } catch (IOException unreadable) {
            throw missing(file, "cannot be read (%s)".formatted(unreadable.getMessage()));
        }
    }

    /**
     * Makes sure that the native engine can take this file. It ends its process over some figures that it could refuse, so
     * nothing may be loaded that was not checked here.
     *
     * @throws EngineStartException if it cannot
     */
    public Gguf requireRunnable() {
        new GgufRules(this).check();
        return this;
    }

    private static EngineStartException missing(Path file, String what) {
        return new EngineStartException(
                Reason.MODEL_FILE_MISSING,
                "The model file %s %s. Check the path and the permissions, or fetch the model."
                        .formatted(file.getFileName(), what));
    }

    /** The architecture, for instance {@code llama}; empty if the file does not say. */
    public Optional<String> architecture() {
        return text("general.architecture");
    }

    /** The name that its maker gave it. */
    public Optional<String> name() {
        return text("general.name");
    }

    /** The number of its weights, norms and biases included. */
    public long parameters() {
        return tensors.stream().mapToLong(GgufTensor::elements).sum();
    }

    /** The longest text in tokens that it was made for. */
    public OptionalLong contextLength() {
        return ofArchitecture("context_length");
    }

    /** The width of its vectors. */
    public OptionalLong embeddingLength() {
        return ofArchitecture("embedding_length");
    }

    /** The number of its layers. */
    public OptionalLong layers() {
        return ofArchitecture("block_count");
    }

    /** The heads of attention in the layer that has the most of them, 0 if the file says none: there are models without. */
    public long headCount() {
        return Math.max(0, largest("attention.head_count").orElse(0));
    }

    /** The numbers of a key of one attention head, 0 if the file does not say. */
    public long headLength() {
        long heads = headCount();
        return ofArchitecture("attention.key_length")
                .orElse(heads > 0 ? embeddingLength().orElse(0) / heads : 0);
    }

    /** The template, in Jinja, that turns a conversation into a prompt. */
    public Optional<String> chatTemplate() {
        return text("tokenizer.chat_template");
    }

    /** The kind of its tokenizer: {@code gpt2} (byte-level BPE), {@code llama}, {@code bert}... */
    public Optional<String> tokenizer() {
        return text("tokenizer.ggml.model");
    }

    /** The number of its tokens, 0 if it has none. */
    public int vocabulary() {
        return metadata.get("tokenizer.ggml.tokens") instanceof GgufValue.Many many ? many.count() : 0;
    }

    /** A whole number whose key begins with the architecture: {@code llama.context_length}. */
    public OptionalLong ofArchitecture(String key) {
        return architecture().map(prefix -> whole(prefix + "." + key)).orElse(OptionalLong.empty());
    }

    /** The same where some architectures have a list of numbers, one a layer: then the largest of them. */
    public OptionalLong largest(String key) {
        String whole = architecture().orElse("") + "." + key;
        return metadata.get(whole) instanceof GgufValue.Many many
                ? OptionalLong.of((long) many.largest())
                : ofArchitecture(key);
    }

    /** A text of the metadata. */
    public Optional<String> text(String key) {
        return metadata.get(key) instanceof GgufValue.Text(String value) ? Optional.of(value) : Optional.empty();
    }

    /** A whole number of the metadata. */
    public OptionalLong whole(String key) {
        return metadata.get(key) instanceof GgufValue.Whole(long value) ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
