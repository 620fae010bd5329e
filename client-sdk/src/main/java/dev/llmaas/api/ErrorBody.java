package dev.llmaas.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal, in OpenAI's shape.
 *
 * @param error the refusal itself
 */
public record ErrorBody(Detail error) {
    /**
     * What was refused and why.
     *
     * @param message a sentence that names the bound; never contains content, keys or tokens
     * @param type the class of the error, {@link ErrorCode#type()}
     * @param param the path of the field at fault, or null; present on the wire even then
     * @param code the exact reason, {@link ErrorCode#wire()}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Detail(
            String message, String type, @Nullable String param, String code) {}

    /** The body for {@code code}. */
    public static ErrorBody of(ErrorCode code, String message, @Nullable String param) {
        return new ErrorBody(new Detail(message, code.type(), param, code.wire()));
    }
}
