package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** An engine that plays what the last words of a conversation ask for: thoughts, calls of tools, ends of all kinds. */
final class ActingUpstream {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    final List<JsonNode> seen = new CopyOnWriteArrayList<>();

    ActingUpstream() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    URI uri() {
        return URI.create("openai+http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    private void answer(HttpServerRequest request, Buffer body) {
        JsonNode json = WireJson.mapper().readTree(body.getBytes());
        seen.add(json);
        HttpServerResponse response = request.response();
        if (request.path().equals("/tokenize")) {
            response.putHeader("content-type", "application/json").end("{\"count\":17,\"tokens\":[]}");
            return;
        }
        response.setChunked(true).putHeader("content-type", "text/event-stream");
        JsonNode messages = json.path("messages");
        String wish = messages.get(messages.size() - 1).path("content").asString("");
        switch (wish) {
            case "think" -> {
                chunk(response, "{\"role\":\"assistant\",\"reasoning_content\":\"Let me \"}", null);
                chunk(response, "{\"reasoning_content\":\"see.\"}", null);
                chunk(response, "{\"content\":\"Yes.\"}", "stop");
            }
            case "call" -> {
                chunk(response, "{\"role\":\"assistant\",\"content\":\"I look.\"}", null);
                chunk(response, call(0, "call_a", "weather", ""), null);
                chunk(response, call(0, null, null, "{\\\"city\\\":"), null);
                chunk(response, call(0, null, null, "\\\"Paris\\\"}"), null);
                chunk(response, call(1, "call_b", "weather", "{\\\"city\\\":\\\"Lyon\\\"}"), null);
                chunk(response, "{}", "tool_calls");
            }
            case "long" -> chunk(response, "{\"role\":\"assistant\",\"content\":\"And so\"}", "length");
            case "halt" -> {
                chunk(response, "{\"role\":\"assistant\",\"content\":\"And so\"}", null);
                chunk(response, "{}", "stop\",\"stop_reason\":\"END");
            }
            case "token" -> {
                chunk(response, "{\"role\":\"assistant\",\"content\":\"And so\"}", null);
                chunk(response, "{}", "stop\",\"stop_reason\":128009,\"token\":\"");
            }
            case "empty" -> chunk(response, "{\"role\":\"assistant\",\"content\":\"\"}", "stop");
            case "break" -> {
                chunk(response, "{\"role\":\"assistant\",\"content\":\"And so\"}", null);
                response.reset();
                return;
            }
            default -> {
                chunk(response, "{\"role\":\"assistant\",\"content\":\"Hello \"}", null);
                chunk(response, "{\"content\":\"you.\"}", "stop");
            }
        }
        response.end(
                "data: {\"id\":\"chatcmpl-abc\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,\"prompt_tokens_details\":{\"cached_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}}\n\ndata: [DONE]\n\n");
    }

    private static String call(int index, String id, String name, String arguments) {
        return "{\"tool_calls\":[{\"index\":%d%s,\"function\":{%s\"arguments\":\"%s\"}}]}"
                .formatted(
                        index,
                        id == null ? "" : ",\"id\":\"%s\",\"type\":\"function\"".formatted(id),
                        name == null ? "" : "\"name\":\"%s\",".formatted(name),
                        arguments);
    }

    private static void chunk(HttpServerResponse response, String delta, String reason) {
        response.write(
                "data: {\"id\":\"chatcmpl-abc\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n"
                        .formatted(delta, reason == null ? "null" : "\"" + reason + "\""));
    }

    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
