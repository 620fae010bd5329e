package dev.llmaas.inference;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Usage;

/** An engine that holds conversations. */
public interface ChatEngine extends Engine {
    /**
     * Generates until a stop condition, handing each chunk to {@code sink} in order on the calling thread, which blocks
     * meanwhile. The first chunk of each choice carries the role. The last chunk of the last choice carries the
     * {@code finish_reason} and the usage; {@code backend} is left to whoever serves the engine.
     *
     * <p>The engine asks {@code generation} before each token: while {@link Generation#mayGenerate} is false it takes no
     * step and no error either. Once the generation is stopped it ends within one token, normally, with the exact usage
     * and the {@link StopReason#finishReason()}. Where more requests run than there are slots, the calls wait inside,
     * bounded. If {@code sink} throws or the thread is interrupted, generation stops within about one token and the
     * exception leaves this method.
     *
     * @return token counts as the engine measured them, the same as on the last chunk
     * @throws EngineException.Rejected if the request cannot run on this model; no chunk was delivered
     * @throws EngineException.Overloaded if the engine's own queue is full; no chunk was delivered
     * @throws EngineException.Broken if the engine failed; chunks already delivered stay delivered
     * @throws InterruptedException if the thread was interrupted
     */
    Usage chat(ChatCompletionRequest request, Generation generation, ChunkSink sink) throws InterruptedException;
}
