package dev.llmaas.inference.http;

import dev.llmaas.inference.StopReason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The words of the protocol between the platform and a runner: OpenAI's, on loopback, under a token of the runner's own,
 * and a few of ours beside. A runner announces itself on its standard output with one line, {@link #READY} or
 * {@link #FAILED}; it reads the token as the first line of its standard input and ends when that closes.
 */
public final class RunnerProtocol {
    /** Carries {@code Bearer} and the token of the runner; on every request. */
    public static final String AUTHORIZATION = "authorization";

    /** Names the request, in both directions. */
    public static final String REQUEST_ID = "x-request-id";

    /** Output tokens granted so far, over all choices; without it only the request bounds the answer. */
    public static final String BUDGET = "x-llmaas-budget";

    /**
     * {@code 1} asks for server-sent events whatever {@code stream} says, in the platform's default form: usage and
     * backend ride on the last chunk, and no chunk is without choices.
     */
    public static final String FRAMES = "x-llmaas-frames";

    /** The value of {@link #FRAMES}. */
    public static final String FRAMES_ON = "1";

    /** Answers 200 once the model is loaded, and 503 once the engine has ended unasked. */
    public static final String HEALTH_PATH = "/health";

    /** Answers an {@link dev.llmaas.inference.EngineLoad}, and 503 once the engine has ended unasked. */
    public static final String LOAD_PATH = "/load";

    /** Takes the client's body, unchanged. */
    public static final String CHAT_PATH = "/v1/chat/completions";

    /** Takes a {@link dev.llmaas.api.openai.CompletionRequest}; otherwise like {@link #CHAT_PATH}. */
    public static final String COMPLETIONS_PATH = "/v1/completions";

    /** Takes an {@link dev.llmaas.api.openai.EmbeddingsRequest}. */
    public static final String EMBEDDINGS_PATH = "/v1/embeddings";

    /** Takes a {@link dev.llmaas.api.openai.RerankRequest}. */
    public static final String RERANK_PATH = "/v1/rerank";

    /** Takes {@code {"prompt"}} or a body of {@link #CHAT_PATH}; answers a {@link dev.llmaas.api.openai.Tokenization}. */
    public static final String TOKENIZE_PATH = "/tokenize";

    /** Takes {@code {"tokens"}}; answers a {@link dev.llmaas.api.openai.Detokenization}. */
    public static final String DETOKENIZE_PATH = "/detokenize";

    /** What stands before the request id in the addresses that steer a running generation. */
    public static final String GENERATIONS_PATH = "/generations/";

    /** The field of the body that raises the budget: tokens in total, not in addition. */
    public static final String TOKENS_FIELD = "tokens";

    /** The data of the last event of a whole stream. */
    public static final String DONE = "[DONE]";

    /** Begins the line that says on which port a runner listens: {@code READY 43121}. */
    public static final String READY = "READY";

    /** Begins the line that says why a runner ends: {@code FAILED model_file_missing There is no file ...}. */
    public static final String FAILED = "FAILED";

    /** What is said in a recording. */
    public static final String TRANSCRIPTIONS_PATH = "/v1/audio/transcriptions";

    /** What is said in a recording, in English. */
    public static final String TRANSLATIONS_PATH = "/v1/audio/translations";

    /** Header of an answer: how long the recording is, seconds with a fraction, measured on its sound. */
    public static final String AUDIO_SECONDS = "x-llmaas-audio-seconds";

    /** Line of a process between us and a program of others: how that one ended by itself, a clause. */
    public static final String ENDED = "ENDED";

    private RunnerProtocol() {}

    /** Where {@code {"tokens": n}} raises the budget of a generation; 204, or 404 if it does not run. */
    public static String budgetPath(String requestId) {
        return GENERATIONS_PATH + encode(requestId) + "/budget";
    }

    /** Where a POST without a body ends a generation within one token; 204, or 404 if it does not run. */
    public static String stopPath(String requestId, StopReason reason) {
        return GENERATIONS_PATH + encode(requestId) + "/stop/" + reason.wire();
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
