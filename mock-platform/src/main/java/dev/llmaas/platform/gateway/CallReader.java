package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;

/** Makes a call of what a client sent to one address. Thread-safe; may run on an event loop, so it never blocks. */
@FunctionalInterface
interface CallReader {
    /** The type of body that most addresses read. */
    String JSON = "application/json";

    /**
     * Reads and checks a body.
     *
     * @param body as it came; the call may keep it, nobody changes it
     * @param contentType the whole header, with its parameters; empty where JSON is read
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    InferenceCall read(byte[] body, String contentType);

    /** The type of body that is read, in lower case and without parameters. */
    default String mediaType() {
        return JSON;
    }

    /** The longest body. */
    default int bodyBytesMax() {
        return Limits.INFERENCE_BODY_BYTES_MAX;
    }

    /** How clients of this address show their key and read errors. */
    default Dialect dialect() {
        return Dialect.OPENAI;
    }
}
