package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One billable call as a client sent it, checked: what the corridor must know of it, and how an engine gets it.
 *
 * <p>There are two kinds. Calls of <b>chat's shape</b> ask an engine for chunks, whatever the client sent and gets:
 * {@link ChatCompletionsCall} is the plain one, {@link TranslatedCall} what came in another dialect. <b>Whole</b> calls ({@link WholeCall}) ask for one answer in one piece.
 *
 * <p>To add an address whose answer comes in one piece: write a {@link CallReader} that checks the body and returns a
 * {@link WholeCall} (which engine path, how many documents or seconds at most, how the answer tells what was used), mount
 * it in {@link InferenceRoute#mount(dev.llmaas.platform.http.Server)}, describe it in {@code openapi.json}. Nothing else
 * changes: keys, limits, guardrails, replicas, retries, the ledger and the live feed are the corridor's.
 */
public sealed interface InferenceCall permits ChatCompletionsCall, TranslatedCall, WholeCall {
    /** The address that was called, for the ledger: for instance {@code /v1/chat/completions}. */
    String endpoint();

    /** The address of the engine that answers it, for instance {@code /v1/chat/completions}. */
    String enginePath();

    /** Whether all engines have that address; where one lacks another it says so, and is not broken. */
    default boolean everyEngineHasIt() {
        return true;
    }

    /** The name by which the model was called. */
    String model();

    /** What the model must be able to do: all of these are among the capabilities of the catalogue's entry. */
    default List<String> needs() {
        return List.of();
    }

    /** The field at fault if the model lacks something of {@link #needs}, as a path; null for {@code model}. */
    default @Nullable String needyField() {
        return null;
    }

    /** The images that it names by address: they are fetched before it goes anywhere. Mostly none. */
    default List<RemoteImage> remoteImages() {
        return List.of();
    }

    /**
     * The same call with the images in it.
     *
     * @param uris data URIs by the addresses of {@link #remoteImages}
     */
    default InferenceCall withImages(Map<String, String> uris) {
        return this;
    }

    /** The request as an engine of ours gets it; not to be changed. */
    byte[] body();

    /** Its type for the engine, as a header says it. */
    default CharSequence contentType() {
        return ChatCompletionsCall.JSON;
    }

    /** Whether the answer goes out as it is made. */
    boolean streamed();

    /**
     * Whether the engine answers with chunks.
     *
     * @param runner whether the engine is ours, which always can
     */
    boolean inChunks(boolean runner);

    /** The form in which the client gets the answer: a new one for each attempt to answer. */
    AnswerForm form(boolean engineShowsNullUsage);

    /** Answers asked for, from 1. */
    int choices();

    /** Tokens that the request lets each answer have; 0 if it generates none. */
    long outputTokensMax();

    /** Whether guardrails look at it: only what makes a model speak or draw can make it show what it should not. */
    default boolean inspected() {
        return outputTokensMax() > 0;
    }

    /** Documents that are billed at most. */
    default long documentsMax() {
        return 0;
    }

    /** Seconds of sound that are billed at most. */
    default long audioSecondsMax() {
        return 0;
    }

    /** Whether tokens cost something: not where documents or sound are billed. */
    default boolean tokensBilled() {
        return true;
    }

    /** Calls of the same key profit from the same replica. */
    String affinityKey();

    /**
     * The body for an engine that knows OpenAI's protocol only: it asks for the usage and bounds the output.
     *
     * @param outputTokens for each answer
     */
    byte[] bodyForUpstream(long outputTokens);

    /**
     * The same for an engine that knows the model by the name of the catalogue, whatever the client called it.
     *
     * @param model the catalogue's name
     */
    default byte[] bodyForUpstream(long outputTokens, String model) {
        byte[] plain = bodyForUpstream(outputTokens);
        if (!WholeCall.JSON.contentEquals(contentType())) {
            return AudioForm.renamed(plain, model);
        }
        return model.equals(model()) ? plain : JsonEdit.renamed(plain, model);
    }

    /**
     * More tokens than the prompt can have: no tokenizer makes more tokens than there are bytes.
     *
     * @param contextTokens of the model; 0 if unknown
     */
    default long promptCeiling(int contextTokens) {
        long bytes = (long) body().length + Limits.TEMPLATE_TOKENS_MAX;
        return contextTokens == 0 ? bytes : Math.min(bytes, contextTokens);
    }

    /**
     * More tokens than all answers together can have.
     *
     * @param contextTokens of the model; 0 if unknown
     */
    default long outputCeiling(int contextTokens) {
        long each = contextTokens == 0 ? outputTokensMax() : Math.min(outputTokensMax(), contextTokens);
        return each * choices();
    }
}
