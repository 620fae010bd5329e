package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Overloaded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The answers that wait for a slot. Each is due when it came plus the time that its prompt takes to read, and the earliest due
 * goes first: a short request passes a long one that came a moment ago, and nothing that comes later than {@link
 * LlamaLimits#PASSED_WITHIN_MAX} after a request can ever pass it. Thread-safe.
 */
final class WaitingLine {
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Place> places =
            new PriorityQueue<>(Comparator.comparingLong(Place::dueNanos).thenComparingLong(Place::number));
    private int tasks;
    private long numbers;
    private @Nullable EngineException refusal;

    /** One answer and when it is due. */
    private record Place(Answer answer, long dueNanos, long number) {}

    /**
     * Puts the answers of a request into the line.
     *
     * @param nowNanos the time
     * @param nanosPerToken what a token of a prompt costs
     * @param expectedWait how long a request waits that has so many before it
     * @throws Overloaded if the line is full; it tells the place and the wait
     */
    void add(List<Answer> answers, long nowNanos, double nanosPerToken, IntFunction<Duration> expectedWait) {
        lock.lock();
        try {
            if (refusal != null) {
                throw refusal;
            }
            if (tasks >= LlamaLimits.QUEUE_MAX) {
                throw new Overloaded(
                        "All slots of the engine are taken and %d requests wait, which is its bound; this one would be number %d and wait for about %d s. Try again later."
                                .formatted(
                                        tasks,
                                        tasks + 1,
                                        expectedWait.apply(tasks).toSeconds()));
            }
            tasks++;
            for (Answer answer : answers) {
                double reading = answer.task().prompt().length * nanosPerToken;
                long handicap = (long) Math.min(reading, (double) LlamaLimits.PASSED_WITHIN_MAX.toNanos());
                places.add(new Place(answer, nowNanos + handicap, numbers++));
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many requests wait. */
    int tasks() {
        lock.lock();
        try {
            return tasks;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next answer out, if there is a slot for it.
     *
     * @param slotFor finds a slot, null if there is none
     * @return the slot and the answer that goes into it, null if nobody waits or there is no slot
     */
    @Nullable
    <S> Admitted<S> next(Function<Answer, @Nullable S> slotFor) {
        lock.lock();
        try {
            Place first = places.peek();
            S slot = first == null ? null : slotFor.apply(first.answer());
            if (first == null || slot == null) {
                return null;
            }
            places.remove();
            leave(first.answer());
            return new Admitted<>(first.answer(), slot);
        } finally {
            lock.unlock();
        }
    }

    /** Who goes where. */
    record Admitted<S>(Answer answer, S slot) {}

    /** Takes out the answers that wait for nothing. */
    void removeIf(Predicate<Answer> ended) {
        lock.lock();
        try {
            places.removeIf(place -> {
                boolean gone = ended.test(place.answer());
                if (gone) {
                    leave(place.answer());
                }
                return gone;
            });
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everything from now on, and returns who waited. */
    List<Answer> close(EngineException why) {
        lock.lock();
        try {
            refusal = why;
            List<Answer> left = new ArrayList<>();
            places.forEach(place -> left.add(place.answer()));
            places.clear();
            tasks = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** A task counts as waiting until its first answer leaves the line. */
    private void leave(Answer answer) {
        if (answer.task().leaveQueue()) {
            tasks--;
        }
    }
}
