package dev.llmaas.platform.batch;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.batch.Vault.Sealed;
import dev.llmaas.platform.gateway.BackgroundCalls;
import dev.llmaas.platform.gateway.BackgroundCalls.Result;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the calls of all jobs, the oldest job first, and each only while a replica has half of its slots to spare.
 * Thread-safe: one lock guards all jobs; nothing blocks under it.
 */
final class Jobs implements AutoCloseable {
    private final BackgroundCalls calls;
    private final Vault vault;
    private final Predicate<ApiKeyId> isAlive;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int running;
    private boolean closing;

    /** A call that begins now. */
    private record Start(Job job, Job.Item item, Sealed request) {}

    Jobs(BackgroundCalls calls, Vault vault, Predicate<ApiKeyId> isAlive, InstantSource clock) {
        this.calls = calls;
        this.vault = vault;
        this.isAlive = isAlive;
        this.clock = clock;
    }

    /** Takes a job; its calls begin when there is room. */
    void add(Job job) {
        locked(() -> jobs.put(job.id(), job));
        advance();
    }

    /** Looks at a job of this key while nothing changes; empty if there is none. */
    <T> Optional<T> look(Caller caller, String id, Function<Job, @Nullable T> look) {
        return locked(() -> {
            @Nullable Job job = jobs.get(id);
            return job == null || !job.caller().keyId().equals(caller.keyId())
                    ? Optional.empty()
                    : Optional.ofNullable(look.apply(job));
        });
    }

    /** Whether there is a job of this name. */
    boolean has(String id) {
        return locked(() -> jobs.containsKey(id));
    }

    /** Begins no more calls of a job of this key; those that run end as they would. */
    void cancel(Caller caller, String id) {
        Optional<Job> ended = look(caller, id, job -> job.cancel(clock.millis()) ? job : null);
        ended.ifPresent(this::finish);
    }

    /** Begins what there is room for: one call of a model at a time, so that the next look sees its lease. */
    void advance() {
        Set<String> begun = new HashSet<>();
        Start start = locked(() -> next(begun));
        while (start != null) {
            begun.add(start.item.model());
            begin(start);
            start = locked(() -> next(begun));
        }
    }

    private @Nullable Start next(Set<String> begun) {
        if (closing || running >= BatchLimits.RUNNING_MAX) {
            return null;
        }
        for (Job job : jobs.values()) {
            Job.Item item = job.peek();
            Sealed request = item == null ? null : item.request();
            if (item != null
                    && request != null
                    && !begun.contains(item.model())
                    && calls.hasRoom(job.caller(), item.model())) {
                job.begin(clock.millis());
                running++;
                return new Start(job, item, request);
            }
        }
        return null;
    }

    private void begin(Start start) {
        if (!isAlive.test(start.job.caller().keyId())) {
            ErrorBody gone =
                    ErrorBody.of(ErrorCode.INVALID_API_KEY, "The API key of this batch was revoked or expired.", null);
            byte[] body = WireJson.mapper().writeValueAsBytes(gone);
            ended(start, new Result("", ErrorCode.INVALID_API_KEY.status(), body));
            return;
        }
        byte[] body = vault.open(start.request);
        calls.run(start.job.caller(), start.job.address(), body, result -> {
            ended(start, result);
            advance();
        });
    }

    private void ended(Start start, Result result) {
        Sealed answer = seal(start, result);
        boolean ok = result.status() == 200;
        boolean last = locked(() -> {
            running--;
            fewer.signalAll();
            if (!jobs.containsKey(start.job.id())) {
                vault.release(answer); // its time was up in the meantime
                return false;
            }
            vault.release(start.request);
            return start.job.end(start.item, answer, ok, clock.millis());
        });
        if (last) {
            finish(start.job);
        }
    }

    /** Gives up the calls that a cancelled job did not make, and tells whoever made it that it ended. */
    private void finish(Job job) {
        List<Sealed> unused = new ArrayList<>();
        locked(() -> {
            for (Job.Item item : job.items()) {
                if (item.answer() == null) {
                    add(unused, item.request());
                    item.forget();
                }
            }
            return true;
        });
        unused.forEach(vault::release);
        job.whenEnded().accept(job);
    }

    private Sealed seal(Start start, Result result) {
        try {
            return vault.seal(start.job.caller().keyId(), line(start, result));
        } catch (PlatformException full) {
            byte[] error = WireJson.mapper().writeValueAsBytes(ErrorBody.of(full.code(), full.sentence(), null));
            return vault.sealError(
                    start.job.caller().keyId(),
                    line(start, new Result(result.requestId(), full.code().status(), error)));
        }
    }

    /** The line of the result, as OpenAI has it. */
    private static byte[] line(Start start, Result result) {
        ObjectNode line = WireJson.mapper().createObjectNode();
        line.put("id", "batch_req_" + result.requestId().replace("req_", ""));
        line.put("custom_id", start.item.name());
        line.putObject("response")
                .put("status_code", result.status())
                .put("request_id", result.requestId())
                .set("body", WireJson.mapper().readTree(result.body()));
        line.putNull("error");
        byte[] json = WireJson.mapper().writeValueAsBytes(line);
        byte[] withEnd = Arrays.copyOf(json, json.length + 1);
        withEnd[json.length] = '\n';
        return withEnd;
    }

    /** Forgets the jobs whose time is up, whatever they do. */
    void purge() {
        long born = clock.millis() - BatchLimits.LIFE.toMillis();
        List<Sealed> gone = new ArrayList<>();
        locked(() -> {
            for (Iterator<Job> oldest = jobs.values().iterator(); oldest.hasNext(); ) {
                Job job = oldest.next();
                if (job.createdAtMs() > born) {
                    return false;
                }
                for (Job.Item item : job.items()) {
                    add(gone, item.request());
                    add(gone, item.answer());
                    item.forget();
                }
                oldest.remove();
            }
            return true;
        });
        gone.forEach(vault::release);
    }

    private static void add(List<Sealed> all, @Nullable Sealed one) {
        if (one != null) {
            all.add(one);
        }
    }

    /** Begins nothing more, and waits for what runs, because engines and the ledger close after this. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            long left = Limits.DRAIN_MAX.toNanos();
            while (running > 0 && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
