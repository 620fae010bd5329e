package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.platform.gateway.JsonEdit.UsagePlace;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an engine's answer event by event: passes chunks on in the client's form, holds the last one back until the usage
 * is known, counts. Belongs to the event loop of its call.
 */
final class Progress {
    private static final byte[] FINISH_REASON = JsonEdit.quoted("finish_reason");
    private static final byte[] CHOICES = JsonEdit.quoted("choices");
    private static final byte[] LENGTH = JsonEdit.quoted("length");
    private static final byte[] ERROR = "{\"error\"".getBytes(StandardCharsets.US_ASCII);

    private final Order order;
    private final Facts facts;
    private final boolean runner;
    private final AnswerForm form;
    private final boolean engineName;
    private final byte[] model;
    private Buffer output = Buffer.buffer();
    private byte @Nullable [] held;
    private byte @Nullable [] usageChunk;
    private byte @Nullable [] usageText;
    private @Nullable Usage usage;
    private long frames;
    private boolean complete;
    private @Nullable Throwable failure;

    Progress(Order order, Facts facts, boolean runner) {
        this.order = order;
        this.facts = facts;
        this.runner = runner;
        this.form = order.call().form(!runner);
        this.engineName = !order.endpoint().model().isEmpty();
        this.model = engineName ? WireJson.mapper().writeValueAsBytes(order.model()) : new byte[0];
        order.client().inForm(form);
    }

    /** Takes the next event. */
    void frame(SseFrame frame) {
        if (complete || failure != null) {
            return;
        }
        if (frame.isDone()) {
            complete = hasUsage();
            failure = complete ? null : new EngineException.Broken("The engine told no usage.");
            return;
        }
        byte[] json = inOurName(frame.data());
        if (Bytes.startsWith(json, ERROR)) {
            failure = EngineAnswers.broken(order.endpoint().protocol(), json);
            return;
        }
        frames++;
        order.meter().tokens(runner ? number(frame.id()) : frames);
        if (JsonEdit.hasUsage(json)) {
            lastOrUsage(json);
        } else if (!runner && Bytes.valueOf(json, FINISH_REASON, '"') >= 0) {
            hold(json);
        } else {
            pass(json);
        }
    }

    /** What the engine calls by a name of its own is the model of the catalogue. */
    private byte[] inOurName(byte[] json) {
        return engineName ? JsonEdit.answerRenamed(json, model) : json;
    }

    private WholeCall.Answer inOurName(WholeCall.Answer answer) {
        return new WholeCall.Answer(inOurName(answer.body()), answer.contentType(), answer.audioSeconds());
    }

    /** What goes out for the events since the last time. */
    Buffer takeOutput() {
        Buffer taken = output;
        if (taken.length() > 0) {
            output = Buffer.buffer();
        }
        return taken;
    }

    /** Whether all was read that the answer needs. */
    boolean complete() {
        return complete;
    }

    /** Whether the engine told what it counted. */
    boolean hasUsage() {
        return usage != null;
    }

    /** The error that the engine told inside of its stream, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** What the engine counted; before it says, the tokens that were seen, and no prompt, because nobody knows it. */
    Usage usage() {
        return usage == null ? Usage.of(0, 0, order.meter().tokens(), 0) : usage;
    }

    /** How a complete stream ends. */
    Ending ending() {
        byte[] last = held;
        byte[] text = usageText == null ? JsonEdit.ascii("null") : usageText;
        LimitKind limit = limit(last);
        Outcome outcome = outcome(last, limit);
        Buffer end = form.end(new LastWords(last, text, usageChunk, facts.backend(), limit));
        return Ending.complete(outcome, usage(), limit, end);
    }

    /** How an answer in one piece ends. */
    Ending whole(WholeCall.Answer answer) {
        if (order.call() instanceof WholeCall call) {
            return read(call, answer);
        }
        byte[] body = inOurName(answer.body());
        UsagePlace place = JsonEdit.lastUsage(body);
        if (place == null) {
            return Ending.failed(new EngineException.Broken("The engine told no usage."), Usage.NONE, false);
        }
        usage = place.usage();
        order.meter().tokens(usage.completionTokens());
        LimitKind limit = limit(body);
        byte[] complete = JsonEdit.withUsage(body, place, JsonEdit.usageText(body, place));
        byte[] signed = new LastWords(null, complete, null, facts.backend(), limit).signed(complete);
        return Ending.complete(outcome(body, limit), usage, limit, Buffer.buffer(signed));
    }

    private Ending read(WholeCall call, WholeCall.Answer answer) {
        Reading reading;
        try {
            reading = call.answers().read(answer.contentType().contains("json") ? inOurName(answer) : answer);
        } catch (RuntimeException unreadable) {
            return Ending.failed(
                    new EngineException.Broken("The answer of the engine cannot be read.", unreadable),
                    Usage.NONE,
                    false);
        }
        usage = reading.usage();
        boolean json = reading.contentType().startsWith(WholeCall.JSON);
        byte[] signed = json
                ? new LastWords(null, answer.body(), null, facts.backend(), null).signed(reading.body())
                : reading.body();
        order.client().ofType(reading.contentType());
        return Ending.whole(reading, Buffer.buffer(signed));
    }

    /** What was used for an answer in one piece that nobody waits for. */
    Usage usageOfWhole(byte[] body) {
        UsagePlace place = JsonEdit.lastUsage(body);
        usage = place == null ? null : place.usage();
        return usage();
    }

    private void lastOrUsage(byte[] json) {
        UsagePlace place = JsonEdit.usage(json);
        if (place == null) {
            pass(json);
            return;
        }
        usage = place.usage();
        usageText = JsonEdit.usageText(json, place);
        if (runner) {
            held = json;
            complete = true;
        } else if (hasChoices(json)) {
            byte[] plain = JsonEdit.withUsage(json, AnswerForm.NULL);
            if (Bytes.valueOf(json, FINISH_REASON, '"') >= 0) {
                hold(plain);
            } else {
                pass(plain);
            }
        } else {
            usageChunk = json;
        }
    }

    /** A chunk that may be the last: it goes out when another one follows. */
    private void hold(byte[] json) {
        byte[] before = held;
        if (before != null) {
            form.chunk(before, output);
        }
        held = json;
    }

    private void pass(byte[] json) {
        form.chunk(json, output);
    }

    private static boolean hasChoices(byte[] json) {
        int list = Bytes.valueOf(json, CHOICES, '[');
        int i = list + 1;
        while (list >= 0 && i < json.length && json[i] <= ' ') {
            i++;
        }
        return list >= 0 && i < json.length && json[i] != ']';
    }

    private @Nullable LimitKind limit(byte @Nullable [] last) {
        boolean ended = runner ? order.slices().stopped() : isLength(last);
        return ended ? order.slices().limit() : null;
    }

    private static Outcome outcome(byte @Nullable [] last, @Nullable LimitKind limit) {
        if (limit != null) {
            return Outcome.LIMIT;
        }
        return isLength(last) ? Outcome.LENGTH : Outcome.COMPLETED;
    }

    private static boolean isLength(byte @Nullable [] last) {
        if (last == null) {
            return false;
        }
        int reason = Bytes.valueOf(last, FINISH_REASON, '"');
        return reason >= 0 && Bytes.indexOf(last, reason, Math.min(last.length, reason + LENGTH.length), LENGTH) >= 0;
    }

    private static long number(@Nullable String id) {
        if (id == null) {
            return 0;
        }
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException foreign) {
            return 0;
        }
    }
}
