package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a hub for: {@code owner/repository[:choice][@revision]}.
 *
 * @param owner whose it is
 * @param repository of what
 * @param choice a file of the repository, or a quantisation such as {@code Q4_K_M}; empty for the usual one
 * @param revision a branch, a tag or a commit; {@code main} unless said
 */
record ModelName(String owner, String repository, String choice, String revision) {
    private static final String MAIN = "main";

    /** The hub's own rules for names; files may lie in folders. */
    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z0-9][A-Za-z0-9._-]{0,95})/([A-Za-z0-9][A-Za-z0-9._-]{0,95})(?::([^:@]{1,255}))?(?:@([A-Za-z0-9._/-]{1,100}))?");

    /**
     * Reads a name.
     *
     * @throws StoreException if it has another form
     */
    static ModelName of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || text.contains("..")) {
            throw new StoreException(
                    Reason.INVALID,
                    "\"%s\" is no name of a model. The form is OWNER/REPOSITORY, and perhaps :FILE or :QUANTISATION, for instance ibm-granite/granite-3.3-2b-instruct-GGUF:Q4_K_M."
                            .formatted(text));
        }
        return new ModelName(parts.group(1), parts.group(2), orElse(parts.group(3), ""), orElse(parts.group(4), MAIN));
    }

    private static String orElse(@Nullable String found, String otherwise) {
        return found == null ? otherwise : found;
    }

    /** Owner and repository, as addresses have them. */
    String path() {
        return owner + "/" + repository;
    }
}
