package dev.llmaas.inference.whisper;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The structure of a speech model in whisper.cpp's own format: figures, filters, vocabulary, tensors (its
 * {@code convert-pt-to-ggml.py}, v1.7). Every count is checked before anything is skipped, so a file that is cut short
 * anywhere is found here.
 *
 * @param vocabulary the number of its tokens
 * @param width the width of its vectors
 * @param audioLayers layers that hear
 * @param textLayers layers that write
 * @param tensors the number of its tensors
 */
record WhisperFile(int vocabulary, int width, int audioLayers, int textLayers, int tensors) {
    private static final int MAGIC = 0x67676d6c;
    private static final int FIRST_MULTILINGUAL = 51_865;

    /** Tensors outside of layers, in a layer that hears, in a layer that writes. */
    private static final int TENSORS_OUTSIDE = 11;

    private static final int TENSORS_OF_AUDIO_LAYER = 15;
    private static final int TENSORS_OF_TEXT_LAYER = 24;

    /** Whether it knows more than English. */
    boolean multilingual() {
        return vocabulary >= FIRST_MULTILINGUAL;
    }

    /**
     * Reads the structure of a file.
     *
     * @throws EngineStartException if it is missing, damaged, or no speech model
     */
    static WhisperFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new EngineStartException(
                    Reason.MODEL_FILE_MISSING,
                    "The model file %s is not there. Check the path, or fetch the model."
                            .formatted(file.getFileName()));
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            return new Walk(file, in).walk();
        } catch (EOFException short_) {
            throw corrupt(file, "it ends too early");
        } catch (IOException unreadable) {
            throw new EngineStartException(
                    Reason.MODEL_FILE_MISSING,
                    "The model file %s cannot be read (%s).".formatted(file.getFileName(), unreadable.getMessage()),
                    unreadable);
        }
    }

    private static EngineStartException corrupt(Path file, String what) {
        return new EngineStartException(
                Reason.MODEL_FILE_CORRUPT,
                "The model file %s is damaged: %s. Fetch it again and compare its SHA-256."
                        .formatted(file.getFileName(), what));
    }

    /** One way through a file, from its begin to its end. */
    private record Walk(Path file, DataInputStream in) {
        WhisperFile walk() throws IOException {
            if (int32() != MAGIC) {
                throw new EngineStartException(
                        Reason.MODEL_UNSUPPORTED,
                        "The file %s is no speech model in whisper.cpp's format (ggml-*.bin)."
                                .formatted(file.getFileName()));
            }
            int vocabulary = within("tokens", 1, WhisperLimits.VOCABULARY_MAX);
            within("audio positions", 1, WhisperLimits.WIDTH_MAX);
            int width = within("width", 1, WhisperLimits.WIDTH_MAX);
            within("audio heads", 1, WhisperLimits.WIDTH_MAX);
            int audioLayers = within("audio layers", 1, WhisperLimits.LAYERS_MAX);
            within("text positions", 1, WhisperLimits.WIDTH_MAX);
            within("text width", 1, WhisperLimits.WIDTH_MAX);
            within("text heads", 1, WhisperLimits.WIDTH_MAX);
            int textLayers = within("text layers", 1, WhisperLimits.LAYERS_MAX);
            within("frequencies", 1, 1_024);
            if (within("type", 0, 10_000) == 0) {
                throw new EngineStartException(
                        Reason.MODEL_UNSUPPORTED,
                        "The model file %s stores its weights in 32 bits, over which the speech library ends its process. Take the one in 16 bits, or a quantised one."
                                .formatted(file.getFileName()));
            }
            skipNumbers(within("filters", 1, 1_024), within("filter width", 1, 65_536));
            skipVocabulary(within("listed tokens", 1, WhisperLimits.VOCABULARY_MAX));
            int wanted = TENSORS_OUTSIDE + TENSORS_OF_AUDIO_LAYER * audioLayers + TENSORS_OF_TEXT_LAYER * textLayers;
            int tensors = skipTensors();
            if (tensors != wanted) {
                throw corrupt(file, "it has %d of %d tensors".formatted(tensors, wanted));
            }
            return new WhisperFile(vocabulary, width, audioLayers, textLayers, tensors);
        }

        private int int32() throws IOException {
            return Integer.reverseBytes(in.readInt());
        }

        private int within(String what, int min, int max) throws IOException {
            int value = int32();
            if (value < min || value > max) {
                throw corrupt(file, "its number of %s is %d".formatted(what, value));
            }
            return value;
        }

        private void skipNumbers(int rows, int columns) throws IOException {
            skip((long) rows * columns * Float.BYTES);
        }

        /** The library asks for the token of a blank, and ends its process if there is none. */
        private void skipVocabulary(int tokens) throws IOException {
            boolean blank = false;
            for (int i = 0; i < tokens; i++) {
                int bytes = within("bytes of a token", 0, 65_536);
                if (bytes == 1) {
                    blank |= in.readByte() == ' ';
                } else {
                    skip(bytes);
                }
            }
            if (!blank) {
                throw corrupt(file, "its vocabulary has no blank");
            }
        }

        /** Tensors follow each other to the end of the file. */
        private int skipTensors() throws IOException {
            int tensors = 0;
            for (int first = in.read(); first >= 0; first = in.read()) {
                int dimensions =
                        first | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16 | in.readUnsignedByte() << 24;
                if (dimensions < 1 || dimensions > 4) {
                    throw corrupt(file, "a tensor has %d dimensions".formatted(dimensions));
                }
                int nameBytes = within("bytes of a name", 1, WhisperLimits.NAME_BYTES_MAX);
                int type = int32();
                long elements = 1;
                for (int i = 0; i < dimensions; i++) {
                    elements = Math.multiplyExact(elements, (long) within("numbers in a row", 1, 1 << 24));
                }
                skip(nameBytes);
                skip(bytes(type, elements));
                tensors++;
            }
            return tensors;
        }

        /** The types of ggml in which whisper's files store numbers: block of so many numbers and bytes. */
        private long bytes(int type, long elements) {
            return switch (type) {
                case 0 -> elements * 4;
                case 1 -> elements * 2;
                case 2 -> elements / 32 * 18;
                case 3 -> elements / 32 * 20;
                case 6 -> elements / 32 * 22;
                case 7 -> elements / 32 * 24;
                case 8 -> elements / 32 * 34;
                case 10 -> elements / 256 * 84;
                case 11 -> elements / 256 * 110;
                case 12 -> elements / 256 * 144;
                case 13 -> elements / 256 * 176;
                case 14 -> elements / 256 * 210;
                default -> throw corrupt(file, "a tensor has the unknown type %d".formatted(type));
            };
        }

        private void skip(long bytes) throws IOException {
            in.skipNBytes(bytes);
        }
    }
}
