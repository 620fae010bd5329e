package dev.llmaas.inference.llama;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.Generation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The model that tests run and the questions that it was trained on. */
final class Guide {
    static final Path FILE =
            Path.of("../assets/models/guide-chat.gguf").toAbsolutePath().normalize();
    static final Path EMBED_FILE = FILE.resolveSibling("guide-embed.gguf");
    static final Path NATIVES = Path.of("target/natives");

    /** A question and its answer. */
    record Lesson(String question, String answer) {}

    /** Everything that came of one request. */
    record Reply(List<ChatCompletionChunk> chunks, List<Long> tokensSoFar, Usage usage) {
        /** The text of one answer. */
        String text(int choice) {
            StringBuilder text = new StringBuilder();
            for (ChatCompletionChunk chunk : chunks) {
                ChatCompletionChunk.Choice part = chunk.choices().getFirst();
                if (part.index() == choice && part.delta().content() != null) {
                    text.append(part.delta().content());
                }
            }
            return text.toString();
        }

        String text() {
            return text(0);
        }

        /** Why the last answer ended. */
        String finishReason() {
            return chunks.getLast().choices().getFirst().finishReason();
        }
    }

    private Guide() {}

    static LlamaEngine open() {
        return open(4, 0);
    }

    static LlamaEngine open(int slots, int contextTokens) {
        EngineSpec spec = new EngineSpec(
                URI.create("llama://" + FILE.toUri().getRawPath()), "guide-chat", slots, contextTokens, 0, NATIVES);
        return (LlamaEngine) new LlamaEngineProvider().open(spec);
    }

    static LlamaVectorEngine openVectors(Path file) {
        URI uri = URI.create("llama://" + file.toUri().getRawPath());
        return (LlamaVectorEngine) new LlamaEngineProvider().open(new EngineSpec(uri, "guide-embed", 0, 0, 1, NATIVES));
    }

    /** All lessons of a split in every language: {@code train}, {@code heldout}; {@code answers} stands for both. */
    static List<Lesson> lessons(String split) {
        List<Lesson> lessons = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(FILE.resolveSibling("guide-corpus.jsonl"))) {
                JsonNode row = WireJson.mapper().readTree(line);
                String of = row.path("split").stringValue("");
                boolean wanted = of.equals(split) || (split.equals("answers") && !of.equals("sample"));
                if (wanted && row.path("question").isString()) {
                    lessons.add(new Lesson(
                            row.path("question").stringValue(),
                            row.path("answer").stringValue()));
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return lessons;
    }

    /** One trained question of each topic in English, which the model answers exactly. */
    static List<Lesson> lessons() {
        Map<String, Lesson> lessons = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(FILE.resolveSibling("guide-corpus.jsonl"))) {
                JsonNode row = WireJson.mapper().readTree(line);
                boolean trained = row.path("split").stringValue("").equals("train")
                        && row.path("lang").stringValue("").equals("en");
                if (trained) {
                    lessons.putIfAbsent(
                            row.path("topic").stringValue(),
                            new Lesson(
                                    row.path("question").stringValue(),
                                    row.path("answer").stringValue()));
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return List.copyOf(lessons.values());
    }

    static ChatCompletionRequest.Builder ask(String question) {
        return ChatCompletionRequest.builder("guide-chat").message(ChatMessage.user(question));
    }

    static ChatCompletionRequest greedy(String question) {
        return ask(question).temperature(0).build();
    }

    /** A request with further fields, as JSON. */
    static ChatCompletionRequest greedyWith(String question, String fields) {
        ObjectNode json = WireJson.mapper().valueToTree(greedy(question));
        WireJson.mapper().readTree(fields).properties().forEach(field -> json.set(field.getKey(), field.getValue()));
        return WireJson.mapper().treeToValue(json, ChatCompletionRequest.class);
    }

    static Reply reply(LlamaEngine engine, ChatCompletionRequest request) throws InterruptedException {
        return reply(engine, request, Generation.unlimited("req_test"));
    }

    static Reply reply(LlamaEngine engine, ChatCompletionRequest request, Generation generation)
            throws InterruptedException {
        return reply(sink -> engine.chat(request, generation, sink));
    }

    /** What goes on behind a prompt, greedily. */
    static Reply complete(LlamaEngine engine, String prompt, String fields) throws InterruptedException {
        CompletionRequest request = completion(prompt, fields);
        return reply(sink -> engine.complete(request, Generation.unlimited("req_test"), sink));
    }

    /**
     * A request to go on behind a prompt.
     *
     * @param prompt as JSON
     * @param fields further ones, as JSON without braces
     */
    static CompletionRequest completion(String prompt, String fields) {
        return WireJson.mapper()
                .readValue(
                        "{\"model\":\"guide-chat\",\"temperature\":0,\"prompt\":%s,%s}".formatted(prompt, fields),
                        CompletionRequest.class);
    }

    private interface Asked {
        Usage of(ChunkSink sink) throws InterruptedException;
    }

    private static Reply reply(Asked asked) throws InterruptedException {
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        List<Long> tokens = new ArrayList<>();
        Usage usage = asked.of((chunk, tokensSoFar) -> {
            chunks.add(chunk);
            tokens.add(tokensSoFar);
        });
        return new Reply(chunks, tokens, usage);
    }
}
