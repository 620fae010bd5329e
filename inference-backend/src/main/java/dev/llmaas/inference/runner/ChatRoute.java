package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import java.util.function.Consumer;

/** Serves what generates, in the words of a {@link Speech}. A generation can be steered from the moment at which the head of its request is there. */
final class ChatRoute implements Consumer<Exchange> {
    private final Speech speech;
    private final Backend backend;
    private final Generations generations;

    ChatRoute(Speech speech, Backend backend, Generations generations) {
        this.speech = speech;
        this.backend = backend;
        this.generations = generations;
    }

    @Override
    public void accept(Exchange exchange) {
        long budget =
                exchange.header(RunnerProtocol.BUDGET).map(ChatRoute::budget).orElse(Generation.UNLIMITED);
        if (budget < 0) {
            exchange.refuse(new ErrorAnswer(
                    ErrorCode.INVALID_REQUEST, "%s must be a whole number from 0.".formatted(RunnerProtocol.BUDGET)));
            return;
        }
        Generation generation = new Generation(exchange.id(), budget);
        if (generations.add(generation)) {
            serve(exchange, generation);
        } else {
            exchange.refuse(new ErrorAnswer(ErrorCode.CONFLICT, "A request of this id runs already."));
        }
    }

    private static long budget(String header) {
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    private void serve(Exchange exchange, Generation generation) {
        AnswerStream stream = exchange.stream();
        exchange.whenGone(() -> {
            generation.stop(StopReason.CLIENT_GONE);
            generations.remove(generation);
            stream.gone();
        });
        exchange.whenAnswered(() -> generations.remove(generation));
        boolean frames = exchange.header(RunnerProtocol.FRAMES)
                .filter(RunnerProtocol.FRAMES_ON::equals)
                .isPresent();
        Chunks chunks = Chunks.of(speech.idPrefix(), generation.requestId(), speech.model(), backend);
        ChatCall call = new ChatCall(speech, generation, chunks, frames, reply(exchange, stream));
        exchange.read(body -> exchange.run(() -> run(call, generation, body)));
    }

    private void run(ChatCall call, Generation generation, byte[] body) {
        try {
            call.run(body);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            generations.remove(generation);
        }
    }

    private static ChatCall.Reply reply(Exchange exchange, AnswerStream stream) {
        return new ChatCall.Reply() {
            @Override
            public AnswerStream stream() {
                return stream;
            }

            @Override
            public void send(int status, byte[] json) {
                exchange.send(status, json);
            }

            @Override
            public void hangUp() {
                exchange.hangUp();
            }
        };
    }
}
