package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.pool.Protocol;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What an engine's refusals mean to our client. */
final class EngineAnswers {
    private EngineAnswers() {}

    /** What the refusal of an engine means: its own words where it may know better, ours where it speaks about us. */
    static RuntimeException refusal(InferenceCall call, Protocol protocol, int status, byte[] body) {
        ErrorBody.Detail detail = detail(body);
        if (protocol == Protocol.RUNNER && detail != null) {
            ErrorCode code = ErrorCode.ofWire(detail.code());
            return switch (code) {
                case NO_CAPACITY, UNAVAILABLE -> new EngineException.Overloaded(sentence(detail));
                case UNKNOWN, INTERNAL_ERROR, INVALID_API_KEY -> new EngineException.Broken("The engine failed.");
                case NOT_IMPLEMENTED ->
                    new PlatformException(code, sentence(detail), detail.param() == null ? "model" : detail.param());
                default -> new PlatformException(code, sentence(detail), detail.param());
            };
        }
        boolean lacking = status == 404 || status == 405 || status == 501;
        if (lacking && !call.everyEngineHasIt()) {
            return new PlatformException(
                    ErrorCode.NOT_IMPLEMENTED,
                    "The engine of this model does not tell its tokens: it has no address %s."
                            .formatted(call.enginePath()),
                    "model");
        }
        return switch (status) {
            case 400, 413, 422 ->
                new PlatformException(
                        ErrorCode.INVALID_REQUEST,
                        detail == null ? "The engine refused the request." : sentence(detail),
                        detail == null ? null : detail.param());
            case 429, 503 -> new EngineException.Overloaded("The engine takes no more requests now.");
            case 404 -> new EngineException.Broken("The engine does not serve this model.");
            case 401, 403 -> new EngineException.Broken("The engine does not let the platform in.");
            case 504 -> new PlatformException(ErrorCode.ENGINE_TIMEOUT, "The engine did not answer in time.");
            default -> new EngineException.Broken("The engine answered with status %d.".formatted(status));
        };
    }

    /** What an error inside of a stream means. */
    static RuntimeException broken(Protocol protocol, byte[] event) {
        ErrorBody.Detail detail = detail(event);
        if (protocol == Protocol.RUNNER && detail != null) {
            ErrorCode code = ErrorCode.ofWire(detail.code());
            if (code != ErrorCode.UNKNOWN && code != ErrorCode.INTERNAL_ERROR) {
                return new PlatformException(code, sentence(detail), detail.param());
            }
        }
        return new EngineException.Broken("The engine failed while it answered.");
    }

    private static String sentence(ErrorBody.Detail detail) {
        String message = detail.message() == null ? "The engine refused the request." : detail.message();
        return message.substring(0, Math.min(message.length(), Limits.ENGINE_MESSAGE_CHARACTERS_MAX));
    }

    private static ErrorBody.@Nullable Detail detail(byte[] json) {
        try {
            ErrorBody body = WireJson.mapper().readValue(json, ErrorBody.class);
            return body == null ? null : body.error();
        } catch (JacksonException foreign) {
            return null;
        }
    }
}
