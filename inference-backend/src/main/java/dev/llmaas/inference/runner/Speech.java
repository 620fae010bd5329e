package dev.llmaas.inference.runner;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.Generation;

/** How one address that generates speaks: what it reads, and how its answers look. Thread-safe. */
interface Speech {
    /** The model that answers. */
    String model();

    /** What the name of an answer begins with. */
    String idPrefix();

    /**
     * Reads a body.
     *
     * @throws dev.llmaas.inference.EngineException.Rejected if it will not do
     */
    Asked read(byte[] body);

    /** One request that was read. Belongs to the thread that runs it. */
    interface Asked {
        /** Whether the answer comes in parts. */
        boolean streamed();

        /** Whether the usage comes in a chunk of its own. */
        boolean usageIncluded();

        /** Generates; see {@link dev.llmaas.inference.ChatEngine#chat}. */
        Usage run(Generation generation, ChunkSink sink) throws InterruptedException;

        /** What stands on the wire for a chunk of a stream. */
        Object chunk(ChatCompletionChunk chunk);

        /** Takes the next chunk of an answer that comes in one piece. */
        void add(ChatCompletionChunk chunk);

        /** The answer in one piece. */
        Object whole();
    }
}
