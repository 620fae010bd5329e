package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A repository of a hub as it was when it was asked.
 *
 * @param name what was asked for
 * @param commit the revision that the name meant, so that nothing changes while the file is fetched
 * @param licence as the publisher states it, or null
 * @param gated whether its publisher lets in only whom he knows
 * @param files everything in it
 */
record HubModel(ModelName name, String commit, @Nullable String licence, boolean gated, List<HubFile> files) {
    private static final String GGUF = ".gguf";
    private static final String WHISPER = ".bin";
    private static final List<String> USUAL = List.of("Q4_K_M", "Q5_K_M", "Q8_0");
    private static final Pattern PART = Pattern.compile(".*-\\d{5}-of-\\d{5}\\.gguf");
    private static final int NAMES_MAX = 20;

    HubModel {
        files = List.copyOf(files);
    }

    /**
     * The file that the name means: the one of that path or name, the one of that quantisation, or the usual one.
     *
     * @throws StoreException if there is none, or several could be meant
     */
    HubFile chosen() {
        List<HubFile> models = files.stream()
                .filter(file ->
                        lower(file.path()).endsWith(GGUF) || lower(file.path()).endsWith(WHISPER))
                .toList();
        String choice = name.choice();
        if (lower(choice).endsWith(GGUF) || lower(choice).endsWith(WHISPER)) {
            return whole(one(
                    models.stream()
                            .filter(file ->
                                    file.path().equals(choice) || file.name().equals(choice))
                            .toList(),
                    models));
        }
        // what projects pictures belongs to another file and is no model
        List<HubFile> texts = models.stream()
                .filter(file ->
                        lower(file.path()).endsWith(GGUF) && !lower(file.name()).startsWith("mmproj"))
                .toList();
        if (!choice.isEmpty()) {
            return whole(one(texts.stream().filter(file -> isOf(file, choice)).toList(), models));
        }
        for (String usual : USUAL) {
            List<HubFile> found =
                    texts.stream().filter(file -> isOf(file, usual)).toList();
            if (texts.size() > 1 && found.size() == 1) {
                return whole(found.getFirst());
            }
        }
        return whole(one(texts, models));
    }

    /** Whether a file name has the quantisation as a word: {@code Q4_K} is none of {@code model-Q4_K_M.gguf}. */
    private static boolean isOf(HubFile file, String quantization) {
        return lower(file.name()).matches(".*[-._]" + Pattern.quote(lower(quantization)) + "[-.].*");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private HubFile one(List<HubFile> found, List<HubFile> all) {
        if (found.size() == 1) {
            return found.getFirst();
        }
        String offered = all.stream().map(HubFile::path).limit(NAMES_MAX).collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            throw new StoreException(
                    Reason.NOT_FOUND,
                    all.isEmpty()
                            ? "%s has no model file that the engines read (.gguf, or .bin for speech)."
                                    .formatted(name.path())
                            : "%s has no such file. It has: %s.".formatted(name.path(), offered));
        }
        throw new StoreException(
                Reason.INVALID,
                "%s has several files that could be meant; name one as %s:FILE. It has: %s."
                        .formatted(name.path(), name.path(), offered));
    }

    private HubFile whole(HubFile file) {
        if (PART.matcher(lower(file.name())).matches()) {
            throw new StoreException(
                    Reason.UNUSABLE,
                    "%s is one part of several, which the engine does not load. Choose a smaller quantisation in one file, or merge the parts with llama-gguf-split."
                            .formatted(file.name()));
        }
        return file;
    }
}
