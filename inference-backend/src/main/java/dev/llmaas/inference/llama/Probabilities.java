package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.Logprobs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Probabilities as OpenAI reports them: natural logarithms of the softmax of the model's own scores, before temperature,
 * penalties and biases.
 */
final class Probabilities {
    /** What OpenAI tells of tokens that have no chance; minus infinity is no number in JSON. */
    private static final double IMPOSSIBLE = -9999;

    private Probabilities() {}

    /** The probability of a token and the {@code alternatives} likeliest at its place. */
    static Logprobs.Token of(float[] scores, int token, int alternatives, Vocabulary vocabulary) {
        double norm = logSumExp(scores);
        List<Logprobs.TopToken> top = new ArrayList<>();
        for (int other : likeliest(scores, Math.min(alternatives, scores.length))) {
            byte[] piece = vocabulary.piece(other);
            top.add(new Logprobs.TopToken(text(piece), told(scores[other] - norm), bytes(piece)));
        }
        byte[] piece = vocabulary.piece(token);
        return new Logprobs.Token(text(piece), told(scores[token] - norm), bytes(piece), top);
    }

    private static double told(double logarithm) {
        return Math.max(IMPOSSIBLE, logarithm);
    }

    private static double logSumExp(float[] scores) {
        double most = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            most = Math.max(most, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - most);
        }
        return most + Math.log(sum);
    }

    /** The likeliest tokens, best first: an insertion into a short list. */
    private static int[] likeliest(float[] scores, int count) {
        int[] best = new int[count];
        int found = 0;
        for (int token = 0; token < scores.length && count > 0; token++) {
            if (found == count && scores[token] <= scores[best[count - 1]]) {
                continue;
            }
            int at = found < count ? found++ : count - 1;
            while (at > 0 && scores[best[at - 1]] < scores[token]) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = token;
        }
        return best;
    }

    private static String text(byte[] piece) {
        return new String(piece, StandardCharsets.UTF_8);
    }

    private static List<Integer> bytes(byte[] piece) {
        List<Integer> bytes = new ArrayList<>(piece.length);
        for (byte value : piece) {
            bytes.add(value & 0xFF);
        }
        return bytes;
    }
}
