package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.inference.EngineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the scheduler hands to the thread that asked. */
sealed interface Delivery {
    /**
     * The next piece of one answer.
     *
     * @param choice the place of the answer
     * @param text whole characters, may be empty
     * @param tokens those whose text begins in this piece, or, in the last one, all that are left
     * @param tokensSoFar tokens of all answers up to here
     * @param finishReason why this answer ended, null while it goes on
     * @param stopText the stop text that ended it, null if none did
     */
    record Piece(
            int choice,
            String text,
            List<Token> tokens,
            long tokensSoFar,
            @Nullable String finishReason,
            @Nullable String stopText)
            implements Delivery {
        @Override
        public String toString() {
            return "Piece[choice=%d, %d characters]".formatted(choice, text.length());
        }
    }

    /**
     * A generated token.
     *
     * @param start where its text begins, in characters of the answer
     * @param probability null if it was not asked for, or if a stop text cut the token off
     */
    record Token(long start, Logprobs.@Nullable Token probability) {}

    /**
     * Nothing more comes.
     *
     * @param cause why
     */
    record Failure(EngineException cause) implements Delivery {}
}
