package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseReader;
import dev.llmaas.inference.pool.Endpoint;
import dev.llmaas.inference.pool.Protocol;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call on its way through the relay. Everything happens on the event loop of its client. */
final class Passage implements Slices.Reins, EngineCall.Listener {
    private static final Logger log = LoggerFactory.getLogger(Passage.class);
    private static final int REFUSAL_BYTES_MAX = 64 * 1024;
    private static final int HEAD_CHARACTERS = 400;
    private static final int OK = 200;
    private static final Pattern AUDIO_SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private final Order order;
    private final Station station;
    private final InstantSource clock;
    private final Patience patience;
    private final Consumer<Ending> whenEnded;
    private boolean ended;
    private final boolean runner;
    private final boolean inChunks;
    private final Steering steering;
    private final Facts facts;
    private final Progress progress;
    private @Nullable EngineCall engine;
    private EngineCall.@Nullable Head head;
    /** Reads the answer if it comes in events; otherwise it is collected. */
    private @Nullable SseReader events;

    private byte[] collected = {};
    private long heardAtMs;
    private long wroteAtMs;
    private long fullSinceMs;
    private long stoppedAtMs;

    Passage(Order order, Station station, InstantSource clock, Patience patience, Consumer<Ending> whenEnded) {
        this.order = order;
        this.station = station;
        this.clock = clock;
        this.patience = patience;
        this.whenEnded = whenEnded;
        this.runner = order.endpoint().protocol() == Protocol.RUNNER;
        this.steering =
                new Steering(station.client(), order.endpoint(), order.client().requestId());
        this.inChunks = order.call().inChunks(runner);
        this.facts = station.facts(order.endpoint());
        this.progress = new Progress(order, facts, runner);
    }

    /** Sends the request. */
    void start() {
        if (order.client().gone()) {
            ended = true;
            whenEnded.accept(Ending.clientGone(Usage.NONE));
            return;
        }
        heardAtMs = clock.millis();
        station.enter(this);
        order.client().onGone(this::clientLeft);
        byte[] body = runner
                ? order.call().body()
                : order.call()
                        .bodyForUpstream(order.slices().granted() / order.call().choices(), order.engineModel());
        EngineCall call = new EngineCall(facts.address(), head(body.length), body, this);
        engine = call;
        station.lines().send(call);
    }

    private byte[] head(int bodyBytes) {
        StringBuilder head = new StringBuilder(HEAD_CHARACTERS)
                .append(facts.head(order.call().enginePath()));
        Facts.header(head, "content-type", order.call().contentType());
        head.append("content-length: ").append(bodyBytes).append("\r\n");
        if (runner) {
            Facts.header(head, RunnerProtocol.REQUEST_ID, order.client().requestId());
            if (inChunks) {
                Facts.header(head, RunnerProtocol.FRAMES, RunnerProtocol.FRAMES_ON);
                Facts.header(
                        head,
                        RunnerProtocol.BUDGET,
                        Long.toString(order.slices().granted()));
            }
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void unreachable(Throwable failure) {
        fail(new Unreachable(Unreachable.Why.DOWN, "The engine cannot be reached.", failure), true);
    }

    @Override
    public void head(EngineCall.Head told) {
        head = told;
        heardAtMs = clock.millis();
        if (told.status() == OK && inChunks) {
            events = new SseReader(Limits.FRAME_BYTES_MAX, progress::frame);
        }
    }

    @Override
    public void body(byte[] bytes, int offset, int length) {
        heardAtMs = clock.millis();
        SseReader reader = events;
        if (reader == null) {
            collect(bytes, offset, length, status() == OK ? Limits.ANSWER_BYTES_MAX : REFUSAL_BYTES_MAX);
            return;
        }
        try {
            reader.read(bytes, offset, length);
        } catch (SseReader.FrameTooLargeException tooLarge) {
            fail(new EngineException.Broken("An event of the engine is too long.", tooLarge), false);
        } catch (RuntimeException unreadable) {
            fail(new EngineException.Broken("An event of the engine cannot be read.", unreadable), false);
        }
    }

    private void collect(byte[] bytes, int offset, int length, int bytesMax) {
        if ((long) collected.length + length > bytesMax) {
            fail(new EngineException.Broken("The answer of the engine is too long."), false);
            return;
        }
        int before = collected.length;
        collected = Arrays.copyOf(collected, before + length);
        System.arraycopy(bytes, offset, collected, before, length);
    }

    @Override
    public void end() {
        if (events != null) {
            caughtUp();
            streamEnded();
        } else if (status() != OK) {
            RuntimeException refusal =
                    EngineAnswers.refusal(order.call(), order.endpoint().protocol(), status(), collected);
            fail(refusal, refusal instanceof EngineException failed && failed.retryable());
        } else if (order.client().gone()) {
            end(Ending.clientGone(progress.usageOfWhole(collected)));
        } else {
            end(progress.whole(new WholeCall.Answer(collected, contentType(), audioSeconds())));
        }
    }

    private int status() {
        return head == null ? 0 : head.status();
    }

    private String contentType() {
        String told = head == null ? null : head.contentType();
        return told == null ? "" : told;
    }

    /** How much sound a runner heard, in seconds, rounded up; -1 if it did not say. */
    private long audioSeconds() {
        String told = head == null ? null : head.audioSeconds();
        return told != null && AUDIO_SECONDS.matcher(told).matches() ? (long) Math.ceil(Double.parseDouble(told)) : -1;
    }

    @Override
    public void broken(Throwable failure, boolean begun) {
        if (begun) {
            cut();
        } else {
            unreachable(failure);
        }
    }

    /** All events that came together go out in one write. */
    @Override
    public void caughtUp() {
        if (ended || events == null) {
            return;
        }
        Buffer out = progress.takeOutput();
        if (out.length() > 0 && !order.client().gone()) {
            order.client().events(out);
            wroteAtMs = heardAtMs;
            holdBackIfFull();
        }
        Throwable failure = progress.failure();
        if (failure != null) {
            fail(failure, false);
        } else if (progress.complete()) {
            finish();
        } else if (runner) {
            order.slices().tokens(order.meter().tokens(), this);
        }
    }

    private void streamEnded() {
        if (ended) {
            return;
        }
        if (progress.hasUsage()) {
            finish();
        } else {
            fail(new EngineException.Broken("The engine ended in the middle of its answer."), true);
        }
    }

    private void finish() {
        end(order.client().gone() ? Ending.clientGone(progress.usage()) : progress.ending());
    }

    /** The connection to the engine broke. */
    private void cut() {
        if (progress.hasUsage()) {
            finish();
        } else {
            fail(new EngineException.Broken("The engine went away in the middle of its answer."), true);
        }
    }

    /** The client reads less than the engine writes: the engine waits. */
    private void holdBackIfFull() {
        EngineCall from = engine;
        if (from == null || !order.client().full()) {
            return;
        }
        from.reading(false);
        fullSinceMs = heardAtMs;
        order.client().onDrain(() -> {
            fullSinceMs = 0;
            heardAtMs = clock.millis();
            from.reading(true);
        });
    }

    private void clientLeft() {
        if (ended) {
            return;
        }
        stoppedAtMs = clock.millis();
        if (engine != null && fullSinceMs != 0) {
            fullSinceMs = 0;
            engine.reading(true);
        }
        if (!runner || engine == null) {
            end(Ending.clientGone(progress.usage()));
        } else {
            steering.stop(StopReason.CLIENT_GONE).onFailure(_ -> end(Ending.clientGone(progress.usage())));
        }
    }

    @Override
    public Executor loop() {
        return order.client().loop();
    }

    @Override
    public void raise(long tokens) {
        if (!ended) {
            steering.raise(tokens)
                    .onFailure(failure -> log.debug(
                            "request={} runner did not take a budget: {}",
                            order.client().requestId(),
                            failure.getMessage()));
        }
    }

    @Override
    public void stop() {
        if (!ended) {
            stoppedAtMs = clock.millis();
            steering.stop(StopReason.LIMIT)
                    .onFailure(failure ->
                            fail(new EngineException.Broken("The engine did not stop at the limit.", failure), false));
        }
    }

    /** Looks at what did not happen. Called every {@link Limits#RELAY_TICK}. */
    void tick() {
        long now = clock.millis();
        if (stoppedAtMs != 0 && now - stoppedAtMs > patience.engineStop().toMillis()) {
            notStopped();
        } else if (fullSinceMs != 0) {
            if (now - fullSinceMs > patience.slowReader().toMillis()) {
                log.warn(
                        "request={} gave up a client that reads nothing",
                        order.client().requestId());
                order.client().abandon();
            }
        } else if (now - heardAtMs > silenceMaxMs()) {
            fail(new PlatformException(ErrorCode.ENGINE_TIMEOUT, "The engine fell silent."), false);
        } else {
            bridgeSilence(now);
        }
    }

    /** How long the engine may say nothing: its own time where its operator gave it one, longer before its answer begins. */
    private long silenceMaxMs() {
        Endpoint.Waits waits = order.endpoint().waits();
        if (waits == null) {
            return patience.engineSilence().toMillis();
        }
        return (head == null ? waits.firstByteMax() : waits.silenceMax()).toMillis();
    }

    private void bridgeSilence(long now) {
        if (order.call().streamed()
                && order.client().begun()
                && now - wroteAtMs > patience.heartbeat().toMillis()) {
            order.client().heartbeat();
            wroteAtMs = now;
        }
        if (runner && head != null && now - heardAtMs > patience.heldBack().toMillis()) {
            order.slices().suspectSpent(this);
        }
    }

    private void notStopped() {
        if (order.client().gone()) {
            end(Ending.clientGone(progress.usage()));
        } else {
            fail(new PlatformException(ErrorCode.ENGINE_TIMEOUT, "The engine did not stop in time."), false);
        }
    }

    /** Ends without a whole answer; {@code elsewhere} tells whether another replica could do better. */
    private void fail(Throwable failure, boolean elsewhere) {
        if (ended) {
            return;
        }
        if (order.client().gone()) {
            end(Ending.clientGone(progress.usage()));
            return;
        }
        boolean begun = order.client().begun();
        end(Ending.failed(failure, begun ? progress.usage() : Usage.NONE, elsewhere && !begun));
    }

    private void end(Ending how) {
        if (ended) {
            return;
        }
        ended = true;
        station.leave(this);
        EngineCall open = engine;
        boolean whole = how.outcome() != Outcome.ENGINE_FAILED && progress.hasUsage();
        if (open != null && whole) {
            open.leave();
        } else if (open != null) {
            open.cancel();
        }
        whenEnded.accept(how);
    }
}
