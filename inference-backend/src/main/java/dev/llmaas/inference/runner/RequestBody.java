package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.EngineException.Rejected;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

/** Reads the body of a request. What it refuses is told by the name of a field, never by its value. */
final class RequestBody {
    private RequestBody() {}

    /** A conversation of at least one turn. */
    static ChatCompletionRequest chat(byte[] body) {
        ChatCompletionRequest request = read(body, ChatCompletionRequest.class);
        if (request.messages().isEmpty()) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, "messages must have at least one turn.", "messages");
        }
        return request;
    }

    /** A body of some type, what is in it not yet checked. */
    static <T> T read(byte[] body, Class<T> type) {
        T read = readNullable(body, type);
        if (read == null) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, "The body must be a JSON object.", null);
        }
        return read;
    }

    private static <T> @Nullable T readNullable(byte[] body, Class<T> type) {
        try {
            return WireJson.mapper().readValue(body, type);
        } catch (StreamReadException notJson) {
            throw new Rejected(ErrorCode.MALFORMED_JSON, "The body is not JSON.", null);
        } catch (JacksonException wrongField) {
            String field = field(wrongField.getPath());
            String message = field == null ? "The body must be a JSON object." : field + " is not of the right type.";
            throw new Rejected(ErrorCode.INVALID_REQUEST, message, field);
        }
    }

    /** The outermost field only: what lies deeper may be named by the caller. */
    private static @Nullable String field(List<JacksonException.Reference> path) {
        return path.isEmpty() ? null : path.getFirst().getPropertyName();
    }
}
