package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses the tokens of one answer. Belongs to one thread. */
final class Sampler {
    /** In place of a token that takes more steps to choose. */
    static final int UNDECIDED = -1;

    /** Tokens whose weight is below e^-25 of the likeliest one's are left out: even 150,000 of them make 0.0002 %. */
    private static final double REACH = 25;
    /**
     * What biases and penalties may make of a score: far more than any model gives, and far less than the greatest float, so
     * that differences of scores are numbers.
     */
    private static final float SCORE_MAX = 1e30f;

    private final Sampling sampling;
    private final RandomGenerator random;
    private final int[] uses;
    private final int[] used;
    private final @Nullable Constraint constraint;
    private int usedCount;
    private int[] candidates = new int[256];
    private double[] weights = new double[256];
    private int count;

    // Of a token that is not decided yet.
    private float @Nullable [] pending;
    private int candidate;
    private int draws;

    /**
     * A sampler for an answer of at most {@code tokensMax} tokens.
     *
     * @param constraint what the answer must look like, null for anything
     */
    Sampler(
            Sampling sampling,
            RandomGenerator random,
            int vocabularySize,
            int tokensMax,
            @Nullable Constraint constraint) {
        this.sampling = sampling;
        this.random = random;
        this.constraint = constraint;
        this.uses = new int[sampling.penalizes() ? vocabularySize : 0];
        this.used = new int[sampling.penalizes() ? Math.min(vocabularySize, tokensMax) : 0];
    }

    /** How it chooses. */
    Sampling sampling() {
        return sampling;
    }

    /**
     * Chooses the next token.
     *
     * @param scores the model's scores; changed by biases and penalties
     * @return the token, or {@link #UNDECIDED} if the form takes more work than one step allows; then {@link #goOn}
     * @throws EngineException if the scores are no numbers, or if no token may follow in the form that was asked for
     */
    int choose(float[] scores) {
        for (Map.Entry<Integer, Float> bias : sampling.biases().entrySet()) {
            int token = bias.getKey();
            scores[token] = finite((double) scores[token] + bias.getValue(), scores[token]);
        }
        penalize(scores);
        candidate = pick(scores);
        draws = 0;
        int token = decide(scores);
        if (token == UNDECIDED) {
            pending = scores.clone();
        }
        return token;
    }

    /**
     * Goes on choosing, in the next step, a token that was not decided. Returns what {@link #choose} does.
     *
     * @throws EngineException as {@link #choose}
     */
    int goOn() {
        float[] scores = pending;
        if (scores == null) {
            throw new IllegalStateException("no token is being chosen");
        }
        int token = decide(scores);
        if (token != UNDECIDED) {
            pending = null;
        }
        return token;
    }

    private int decide(float[] scores) {
        if (constraint != null && !isAllowed(scores, constraint)) {
            return UNDECIDED;
        }
        if (constraint != null) {
            constraint.take(candidate);
        }
        remember(candidate);
        return candidate;
    }

    /**
     * The model mostly knows the form. Where it does not, drawing again without what was refused gives each token the chance
     * that it has among the allowed ones; only after some draws are all tokens looked at, which takes longer. Returns false
     * if the work of this step does not suffice.
     */
    private boolean isAllowed(float[] scores, Constraint form) {
        form.beginStep();
        while (form.mayWork()) {
            if (draws < LlamaLimits.DRAWS_MAX) {
                if (form.allows(candidate)) {
                    return true;
                }
                scores[candidate] = Float.NEGATIVE_INFINITY;
                draws++;
                // The last one counts for nothing: all tokens are looked at then.
                if (draws < LlamaLimits.DRAWS_MAX) {
                    candidate = pick(scores);
                }
            } else if (form.restrict(scores)) {
                candidate = pick(scores);
                return true;
            }
        }
        return false;
    }

    /** Whether the form that was asked for is complete, so that nothing may follow. */
    boolean isComplete() {
        return constraint != null && constraint.isComplete();
    }

    private int pick(float[] scores) {
        int best = likeliest(scores);
        return sampling.temperature() == 0 ? best : draw(scores, scores[best]);
    }

    private void remember(int token) {
        if (sampling.penalizes()) {
            if (uses[token] == 0) {
                used[usedCount++] = token;
            }
            uses[token]++;
        }
    }

    private void penalize(float[] scores) {
        for (int i = 0; i < usedCount; i++) {
            int token = used[i];
            double score = scores[token];
            score = score > 0 ? score / sampling.repetitionPenalty() : score * sampling.repetitionPenalty();
            score -= uses[token] * sampling.frequencyPenalty() + sampling.presencePenalty();
            scores[token] = finite(score, scores[token]);
        }
    }

    /** A changed score; what the model or the form made impossible, or no number at all, stays so. */
    private static float finite(double changed, float before) {
        return Float.isFinite(before) ? (float) Math.clamp(changed, -SCORE_MAX, SCORE_MAX) : before;
    }

    private static int likeliest(float[] scores) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        for (int token = 0; token < scores.length; token++) {
            // Written so that what is no number gets in, too.
            if (!(scores[token] <= most)) {
                most = scores[token];
                best = token;
                if (!(most < Float.POSITIVE_INFINITY)) {
                    throw new EngineException.Broken("The model computed scores that are no numbers.");
                }
            }
        }
        if (best < 0) {
            throw new EngineException.Broken("The model left no token with which the answer could go on.");
        }
        return best;
    }

    private int draw(float[] scores, float most) {
        collect(scores, most);
        if (sampling.topK() > 0 || sampling.topP() < 1) {
            order(scores, most);
            truncate();
        }
        if (sampling.typicalP() < 1) {
            keepTypical();
        }
        double sum = sum();
        double left = random.nextDouble() * sum;
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return candidates[i];
            }
        }
        return candidates[count - 1];
    }

    /** Gathers the tokens in reach and their weights, relative to the likeliest one's. */
    private void collect(float[] scores, float most) {
        double temperature = sampling.temperature();
        // A weight of minP relative to the likeliest is a distance of -ln(minP) temperatures.
        double reach = sampling.minP() > 0 ? Math.min(REACH, -Math.log(sampling.minP())) : REACH;
        float least = Math.max(-Float.MAX_VALUE, (float) (most - reach * temperature));
        count = 0;
        for (int token = 0; token < scores.length; token++) {
            if (scores[token] >= least) {
                if (count == candidates.length) {
                    candidates = Arrays.copyOf(candidates, count * 2);
                    weights = Arrays.copyOf(weights, count * 2);
                }
                candidates[count] = token;
                weights[count++] = Math.exp((scores[token] - most) / temperature);
            }
        }
    }

    /** Puts the likeliest first; equal ones in the order of their numbers. */
    private void order(float[] scores, float most) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            // Distances from the top are not negative, so their bits are in the order of their values.
            float distance = most - scores[candidates[i]];
            keys[i] = ((long) Float.floatToRawIntBits(distance + 0f) << Integer.SIZE) | candidates[i];
        }
        Arrays.sort(keys);
        for (int i = 0; i < count; i++) {
            candidates[i] = (int) keys[i];
            weights[i] = Math.exp((scores[candidates[i]] - most) / sampling.temperature());
        }
    }

    private void truncate() {
        if (sampling.topK() > 0) {
            count = Math.min(count, sampling.topK());
        }
        double sum = sum();
        double enough = sum * sampling.topP();
        double reached = 0;
        for (int i = 0; i < count; i++) {
            reached += weights[i];
            if (reached >= enough) {
                count = i + 1;
                return;
            }
        }
    }

    private double sum() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i];
        }
        return sum;
    }

    /** Keeps the tokens whose surprise is nearest to the entropy, until they have enough of the probability. */
    private void keepTypical() {
        double sum = sum();
        double entropy = 0;
        for (int i = 0; i < count; i++) {
            double probability = weights[i] / sum;
            entropy -= probability * Math.log(probability);
        }
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            float distance = (float) Math.abs(-Math.log(weights[i] / sum) - entropy);
            keys[i] = ((long) Float.floatToRawIntBits(distance) << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        double reached = 0;
        int kept = 0;
        int[] tokens = new int[count];
        double[] left = new double[count];
        while (kept < count && (kept == 0 || reached < sum * sampling.typicalP())) {
            int at = (int) keys[kept];
            tokens[kept] = candidates[at];
            left[kept] = weights[at];
            reached += weights[at];
            kept++;
        }
        candidates = tokens;
        weights = left;
        count = kept;
    }
}
