package dev.llmaas.client;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What came of one call of a batch. {@code toString} does not show the answer.
 *
 * @param name the name of the call
 * @param status its HTTP status
 * @param requestId names it, to quote to an operator; empty if none was made
 * @param body the answer, or the refusal
 */
public record BatchResult(String name, int status, String requestId, JsonNode body) {
    private static final int SUCCESS = 200;

    /** Whether it was answered. */
    public boolean succeeded() {
        return status == SUCCESS;
    }

    /**
     * The answer.
     *
     * @param type what the endpoint answers, for instance {@code ChatCompletion.class}
     * @throws ApiException if the call was refused
     * @throws IllegalArgumentException if the answer is of another type
     */
    public <T> T read(Class<T> type) {
        if (!succeeded()) {
            throw refusal();
        }
        try {
            return WireJson.mapper().treeToValue(body, type);
        } catch (JacksonException quoting) {
            // No cause: Jackson's message quotes the answer.
            throw new IllegalArgumentException("The answer to %s is no %s.".formatted(name, type.getSimpleName()));
        }
    }

    private ApiException refusal() {
        JsonNode error = body.path("error");
        String code = error.path("code").asString("");
        String param = error.path("param").stringValue(null);
        String sentence = error.path("message").asString("The call was refused with status %d.".formatted(status));
        return new ApiException(ErrorCode.ofWire(code), sentence, requestId, null, param);
    }

    /** One line of a file of results; null if it is none. */
    static @Nullable BatchResult of(String line) {
        try {
            JsonNode json = WireJson.mapper().readTree(line);
            JsonNode response = json.path("response");
            if (!json.path("custom_id").isString()
                    || !response.path("status_code").isInt()) {
                return null;
            }
            return new BatchResult(
                    json.path("custom_id").asString(),
                    response.path("status_code").asInt(),
                    response.path("request_id").asString(""),
                    response.path("body"));
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "BatchResult[%s, status=%d]".formatted(name, status);
    }
}
