package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Raises budgets and stops generations: {@code <id>/budget} and {@code <id>/stop/<reason>}. */
final class SteeringRoute implements Consumer<Exchange> {
    private final Generations generations;

    SteeringRoute(Generations generations) {
        this.generations = generations;
    }

    @Override
    public void accept(Exchange exchange) {
        String[] segments = exchange.rest().split("/", -1);
        Optional<Generation> generation = generations.find(URLDecoder.decode(segments[0], StandardCharsets.UTF_8));
        if (generation.isEmpty()) {
            exchange.refuse(new ErrorAnswer(ErrorCode.NOT_FOUND, "No generation of this id runs."));
        } else if (segments.length == 2 && segments[1].equals("budget")) {
            exchange.read(body -> raise(exchange, generation.get(), body));
        } else if (segments.length == 3 && segments[1].equals("stop")) {
            stop(exchange, generation.get(), segments[2]);
        } else {
            exchange.refuse(new ErrorAnswer(ErrorCode.NOT_FOUND, "There is no such address."));
        }
    }

    private static void raise(Exchange exchange, Generation generation, byte[] body) {
        long tokens = tokens(body);
        if (tokens < 0) {
            exchange.refuse(new ErrorAnswer(
                    ErrorCode.INVALID_REQUEST, "tokens must be a whole number from 0.", RunnerProtocol.TOKENS_FIELD));
            return;
        }
        generation.raiseBudget(tokens);
        exchange.nothing();
    }

    private static long tokens(byte[] body) {
        try {
            JsonNode tokens = WireJson.mapper().readTree(body).path(RunnerProtocol.TOKENS_FIELD);
            return tokens.isIntegralNumber() && tokens.canConvertToLong() ? tokens.longValue() : -1;
        } catch (JacksonException notJson) {
            return -1;
        }
    }

    private static void stop(Exchange exchange, Generation generation, String wire) {
        for (StopReason reason : StopReason.values()) {
            if (reason.wire().equals(wire)) {
                generation.stop(reason);
                exchange.nothing();
                return;
            }
        }
        exchange.refuse(new ErrorAnswer(ErrorCode.NOT_FOUND, "There is no such reason to stop."));
    }
}
