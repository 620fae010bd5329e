package dev.llmaas.console.desktop;

import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.api.openai.Transcription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the playground tries out, and what a platform answers to it. */
final class Trials {
    static final List<String> TEXTS = List.of(
            "How do I create an API key?",
            "Where can I make a new key for my application?",
            "My secret is lost. What now?",
            "What does a million tokens cost?",
            "Show me the prices of the models.",
            "The weather is fine today.");

    static final String TOOLS = """
            [{
              "type": "function",
              "function": {
                "name": "get_weather",
                "parameters": {
                  "type": "object",
                  "properties": {"city": {"type": "string"}}
                }
              }
            }]""";

    static final String SCHEMA = """
            {
              "type": "object",
              "required": ["city", "sky", "wind"],
              "properties": {
                "city": {"type": "string"},
                "sky": {"enum": ["clear", "cloudy"]}
              }
            }""";

    private static final double[][] MEANINGS = {
        {1, 0.1, 0.1}, {0.95, 0.2, 0.1}, {0.7, 0.05, 0.6}, {0.1, 1, 0.1}, {0.2, 0.95, 0.05}, {0.05, 0.1, 1}
    };

    private Trials() {}

    static Embeddings vectors() {
        List<Embeddings.Embedding> vectors = new ArrayList<>();
        for (int i = 0; i < MEANINGS.length; i++) {
            float[] numbers = new float[MEANINGS[i].length];
            for (int j = 0; j < numbers.length; j++) {
                numbers[j] = (float) MEANINGS[i][j];
            }
            vectors.add(Embeddings.Embedding.of(i, Embeddings.Vector.of(numbers, false)));
        }
        return Embeddings.of("bge-m3", vectors, 61);
    }

    static Reranking ranking() {
        double[] scores = {0.941, 0.772, 0.618, 0.087, 0.052, 0.004};
        int[] order = {2, 0, 1, 4, 3, 5};
        List<Reranking.Result> results = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            results.add(new Reranking.Result(order[i], scores[i], null));
        }
        return new Reranking(
                "rerank-1",
                "bge-m3",
                results,
                Reranking.Counts.of(148, order.length),
                new Reranking.Meta(Reranking.RANK, new Reranking.BilledUnits(1)),
                null);
    }

    static Transcription transcription() {
        String[] said = {
            "Good morning, this is the support line. How can I help you?",
            "I lost the secret of our API key, and the chatbot does not answer any more.",
            "Create a new key in the console and revoke the old one. It takes a minute.",
            "And the limits of the old key, do I have to set them again?",
            "You can clone the key with its limits. The secret is shown once."
        };
        List<Transcription.Segment> segments = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < said.length; i++) {
            double length = said[i].length() / 15.0;
            segments.add(new Transcription.Segment(i, at, at + length, said[i]));
            at += length;
        }
        return new Transcription("transcribe", "english", at, String.join(" ", said), segments, null, null);
    }

    static Path recording() {
        try {
            Path file = Files.createTempFile("interview-", ".mp3");
            file.toFile().deleteOnExit();
            return Files.write(file, new byte[3_400_000]);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
