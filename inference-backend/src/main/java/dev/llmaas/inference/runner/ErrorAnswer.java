package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as a runner tells it.
 *
 * @param code what was refused
 * @param message a sentence without content
 * @param param the field at fault, or null
 */
record ErrorAnswer(ErrorCode code, String message, @Nullable String param) {
    ErrorAnswer(ErrorCode code, String message) {
        this(code, message, null);
    }

    static ErrorAnswer of(EngineException refused) {
        return new ErrorAnswer(
                refused.code(), refused.sentence(), refused.param().orElse(null));
    }

    byte[] body() {
        return WireJson.mapper().writeValueAsBytes(ErrorBody.of(code, message, param));
    }
}
