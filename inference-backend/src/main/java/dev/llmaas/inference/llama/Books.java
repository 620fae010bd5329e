package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineLoad;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** What an engine counts of its work. Written by its scheduler, read by anybody. Thread-safe. */
final class Books {
    /** Long enough for a steady figure, short enough to follow a change while somebody looks. */
    private static final Duration SPEED = Duration.ofSeconds(5);

    /** The cache serves conversations, whose turns are a minute apart. */
    private static final Duration HITS = Duration.ofMinutes(5);

    /** How much the last answer counts for how long an answer takes. */
    private static final double ANSWER_WEIGHT = 0.1;

    private final ReentrantLock lock = new ReentrantLock();
    private final DecayingSum readLately = new DecayingSum(SPEED);
    private final DecayingSum generatedLately = new DecayingSum(SPEED);
    private final DecayingSum promptsLately = new DecayingSum(HITS);
    private final DecayingSum cachedLately = new DecayingSum(HITS);
    private long promptTokens;
    private long cachedTokens;
    private long generatedTokens;
    private double answerNanos;
    private int running;
    private double kvCacheRatio;

    /** The prompt of a request begins. */
    void begin(int prompt, int cached, long nowNanos) {
        lock.lock();
        try {
            promptTokens += prompt;
            promptsLately.add(prompt, nowNanos);
        } finally {
            lock.unlock();
        }
        reuse(cached, nowNanos);
    }

    /** So many of its tokens need not be computed. */
    void reuse(int cached, long nowNanos) {
        lock.lock();
        try {
            cachedTokens += cached;
            cachedLately.add(cached, nowNanos);
        } finally {
            lock.unlock();
        }
    }

    /** A step is done. */
    void step(int read, long generated, long nowNanos) {
        lock.lock();
        try {
            generatedTokens += generated;
            readLately.add(read, nowNanos);
            generatedLately.add((double) generated, nowNanos);
        } finally {
            lock.unlock();
        }
    }

    /** An answer held a slot for so long. */
    void answered(long nanos) {
        lock.lock();
        try {
            answerNanos = answerNanos == 0 ? nanos : answerNanos + ANSWER_WEIGHT * (nanos - answerNanos);
        } finally {
            lock.unlock();
        }
    }

    /** How full it is. */
    void occupied(int slotsTaken, double cacheRatio) {
        lock.lock();
        try {
            running = slotsTaken;
            kvCacheRatio = cacheRatio;
        } finally {
            lock.unlock();
        }
    }

    /** How long the request behind {@code ahead} others may have to wait, as answers took lately. */
    Duration expectedWait(int slots, int ahead) {
        lock.lock();
        try {
            boolean free = ahead == 0 && running < slots;
            return free ? Duration.ZERO : Duration.ofNanos((long) (answerNanos * (ahead + 1) / slots));
        } finally {
            lock.unlock();
        }
    }

    /** Everything, of an engine with so many slots in front of which so many requests wait. */
    EngineLoad load(int slots, int waiting, long nowNanos) {
        Duration wait = expectedWait(slots, waiting);
        lock.lock();
        try {
            double prompts = promptsLately.at(nowNanos);
            double hits = prompts > 0 ? Math.clamp(cachedLately.at(nowNanos) / prompts, 0, 1) : 0;
            return new EngineLoad(slots, running, waiting, kvCacheRatio, promptTokens, cachedTokens, generatedTokens)
                    .withSpeeds(new EngineLoad.Speeds(
                            wait.toMillis(),
                            readLately.perSecond(nowNanos),
                            generatedLately.perSecond(nowNanos),
                            hits));
        } finally {
            lock.unlock();
        }
    }
}
