package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The answer to {@code POST /v1/embeddings}.
 *
 * @param object always {@code list}
 * @param data one vector for each input, in the order of the inputs
 * @param model the model that really ran
 * @param usage what the engine counted
 * @param backend who computed it, or null
 */
public record Embeddings(
        @JsonProperty("object") String object,
        List<Embedding> data,
        String model,
        Tokens usage,
        @Nullable Backend backend) {
    /** Copies its list. */
    public Embeddings {
        data = List.copyOf(data);
    }

    /** The answer of a model, not yet saying who computed it. */
    public static Embeddings of(String model, List<Embedding> data, long promptTokens) {
        return new Embeddings("list", data, model, new Tokens(promptTokens, promptTokens), null);
    }

    /** The same answer, computed by {@code computedBy}. */
    public Embeddings by(Backend computedBy) {
        return new Embeddings(object, data, model, usage, computedBy);
    }

    /**
     * Tokens of one answer, as the engine counted them.
     *
     * @param promptTokens tokens read
     * @param totalTokens the same, because nothing is generated
     */
    public record Tokens(long promptTokens, long totalTokens) {}

    /**
     * The vector of one input.
     *
     * @param object always {@code embedding}
     * @param index the place of the input, from 0
     * @param embedding the vector
     */
    public record Embedding(@JsonProperty("object") String object, int index, Vector embedding) {
        /** The vector of the input at a place. */
        public static Embedding of(int index, Vector embedding) {
            return new Embedding("embedding", index, embedding);
        }
    }

    /** Numbers of a vector: on the wire an array, or base64 of 32-bit floats, least significant byte first. Immutable. */
    public static final class Vector {
        private final float[] numbers;
        private final boolean base64;

        private Vector(float[] numbers, boolean base64) {
            this.numbers = numbers;
            this.base64 = base64;
        }

        /** A vector of these numbers, which goes onto the wire as base64 or as an array. */
        public static Vector of(float[] numbers, boolean base64) {
            return new Vector(numbers.clone(), base64);
        }

        /**
         * Reads both forms.
         *
         * @throws IllegalArgumentException if it is neither
         */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Vector of(JsonNode node) {
            if (node.isString()) {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(node.stringValue()))
                        .order(ByteOrder.LITTLE_ENDIAN);
                float[] numbers = new float[bytes.remaining() / Float.BYTES];
                bytes.asFloatBuffer().get(numbers);
                return new Vector(numbers, true);
            }
            if (!node.isArray()) {
                throw new IllegalArgumentException("embedding must be an array of numbers or base64.");
            }
            float[] numbers = new float[node.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = node.get(i).floatValue();
            }
            return new Vector(numbers, false);
        }

        /** The numbers, for the caller to keep. */
        public float[] numbers() {
            return numbers.clone();
        }

        /** What stands on the wire. */
        @JsonValue
        Object wire() {
            if (!base64) {
                return numbers;
            }
            ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(numbers);
            return Base64.getEncoder().encodeToString(bytes.array());
        }

        @Override
        public String toString() {
            return "Vector[%d numbers]".formatted(numbers.length);
        }
    }
}
