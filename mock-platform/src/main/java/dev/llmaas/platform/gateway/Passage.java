package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.inference.http.SseReader;
import dev.llmaas.inference.pool.Endpoint;
import dev.llmaas.inference.pool.Protocol;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call on its way through the relay. Everything happens on the event loop of its client. */
final class Passage implements Slices.Reins {
    private static final Logger log = LoggerFactory.getLogger(Passage.class);
    private static final int REFUSAL_BYTES_MAX = 64 * 1024;
    /** How much sound a runner heard, in seconds, rounded up. */
    private static final String AUDIO_SECONDS = "x-llmaas-audio-seconds";

    private static final Pattern AUDIO_SECONDS_VALUE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

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
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse answer;
    private @Nullable Buffer collected;
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
        station.client()
                .request(facts.options(order.call().enginePath()))
                .onSuccess(this::connected)
                .onFailure(this::unreachable);
    }

    private void connected(HttpClientRequest connected) {
        if (ended) {
            connected.reset();
            return;
        }
        request = connected;
        Endpoint endpoint = order.endpoint();
        connected.putHeader(HttpHeaders.CONTENT_TYPE, order.call().contentType());
        if (!endpoint.authorization().isEmpty()) {
            connected.putHeader(HttpHeaders.AUTHORIZATION, endpoint.authorization());
        }
        byte[] body = order.call().body();
        if (runner) {
            connected.putHeader(RunnerProtocol.REQUEST_ID, order.client().requestId());
            if (inChunks) {
                connected
                        .putHeader(RunnerProtocol.FRAMES, RunnerProtocol.FRAMES_ON)
                        .putHeader(
                                RunnerProtocol.BUDGET,
                                Long.toString(order.slices().granted()));
            }
        } else {
            body = order.call()
                    .bodyForUpstream(order.slices().granted() / order.call().choices(), order.engineModel());
        }
        connected.send(Buffer.buffer(body)).onSuccess(this::answered).onFailure(this::unreachable);
    }

    private void unreachable(Throwable failure) {
        fail(new Unreachable(Unreachable.Why.DOWN, "The engine cannot be reached.", failure), true);
    }

    private void answered(HttpClientResponse head) {
        if (ended) {
            head.request().reset();
            return;
        }
        answer = head;
        heardAtMs = clock.millis();
        head.exceptionHandler(_ -> cut());
        if (head.statusCode() != 200) {
            collect(head, REFUSAL_BYTES_MAX, body -> {
                RuntimeException refusal =
                        EngineAnswers.refusal(order.endpoint().protocol(), head.statusCode(), body.getBytes());
                fail(refusal, refusal instanceof EngineException engine && engine.retryable());
            });
        } else if (inChunks) {
            SseReader reader = new SseReader(Limits.FRAME_BYTES_MAX, this::frame);
            head.handler(bytes -> events(reader, bytes)).endHandler(_ -> streamEnded());
        } else {
            collect(head, Limits.ANSWER_BYTES_MAX, body -> whole(body, head));
        }
    }

    private void collect(HttpClientResponse head, int bytesMax, Consumer<Buffer> then) {
        head.handler(part -> {
            heardAtMs = clock.millis();
            Buffer before = collected;
            if (before == null) {
                collected = part;
            } else if ((long) before.length() + part.length() > bytesMax) {
                fail(new EngineException.Broken("The answer of the engine is too long."), false);
            } else {
                collected = Buffer.buffer(before.length() + part.length())
                        .appendBuffer(before)
                        .appendBuffer(part);
            }
        });
        head.endHandler(_ -> {
            if (!ended) {
                then.accept(collected == null ? Buffer.buffer() : collected);
            }
        });
    }

    private void whole(Buffer body, HttpClientResponse head) {
        if (order.client().gone()) {
            end(Ending.clientGone(progress.usageOfWhole(body.getBytes())));
            return;
        }
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        end(progress.whole(new WholeCall.Answer(body.getBytes(), type == null ? "" : type, audioSeconds(head))));
    }

    private static long audioSeconds(HttpClientResponse head) {
        String told = head.getHeader(AUDIO_SECONDS);
        return told != null && AUDIO_SECONDS_VALUE.matcher(told).matches()
                ? (long) Math.ceil(Double.parseDouble(told))
                : -1;
    }

    /** One piece of the stream: all events in it go out in one write. */
    private void events(SseReader reader, Buffer bytes) {
        heardAtMs = clock.millis();
        if (ended) {
            return;
        }
        try {
            reader.read(bytes.getBytes());
        } catch (SseReader.FrameTooLargeException tooLarge) {
            fail(new EngineException.Broken("An event of the engine is too long.", tooLarge), false);
            return;
        } catch (RuntimeException unreadable) {
            fail(new EngineException.Broken("An event of the engine cannot be read.", unreadable), false);
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

    private void frame(SseFrame frame) {
        progress.frame(frame);
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
        HttpClientResponse from = answer;
        if (from == null || !order.client().full()) {
            return;
        }
        from.pause();
        fullSinceMs = heardAtMs;
        order.client().onDrain(() -> {
            fullSinceMs = 0;
            heardAtMs = clock.millis();
            from.resume();
        });
    }

    private void clientLeft() {
        if (ended) {
            return;
        }
        stoppedAtMs = clock.millis();
        if (answer != null && fullSinceMs != 0) {
            fullSinceMs = 0;
            answer.resume();
        }
        if (!runner || request == null) {
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
        return (answer == null ? waits.firstByteMax() : waits.silenceMax()).toMillis();
    }

    private void bridgeSilence(long now) {
        if (order.call().streamed()
                && order.client().begun()
                && now - wroteAtMs > patience.heartbeat().toMillis()) {
            order.client().heartbeat();
            wroteAtMs = now;
        }
        if (runner && answer != null && now - heardAtMs > patience.heldBack().toMillis()) {
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
        HttpClientRequest open = request;
        boolean whole = how.outcome() != Outcome.ENGINE_FAILED && progress.hasUsage();
        if (open != null && !whole) {
            open.reset();
        }
        whenEnded.accept(how);
    }
}
