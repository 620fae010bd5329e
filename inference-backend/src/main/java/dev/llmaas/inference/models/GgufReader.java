package dev.llmaas.inference.models;

import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the header of one GGUF file, from front to back, without trusting a single number in it: every count and length
 * is checked against its bound and against what is left of the file before anything is read or kept. The format is that
 * of the GGUF specification, versions 2 and 3, little-endian. Not thread-safe.
 */
final class GgufReader {
    private static final int MAGIC = 0x46554747;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long ALIGNMENT_DEFAULT = 32;
    private static final String VOCABULARY = "tokenizer.ggml.tokens";

    private final FileChannel channel;
    private final Path file;
    private final long fileBytes;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    /** Where the begin of the buffer lies in the file. */
    private long bufferAt;
    /** Bytes of keys and texts that are kept. */
    private long kept;

    GgufReader(FileChannel channel, Path file) throws IOException {
        this.channel = channel;
        this.file = file;
        this.fileBytes = channel.size();
    }

    Gguf read() throws IOException {
        if (fileBytes < 4 || int32() != MAGIC) {
            throw corrupt("no GGUF mark at its begin");
        }
        int version = int32();
        if (Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3) {
            throw unsupported("is big-endian; convert it to little-endian");
        }
        if (version != 2 && version != 3) {
            throw unsupported("is GGUF version %d, and this engine reads 2 and 3; convert it again"
                    .formatted(Integer.toUnsignedLong(version)));
        }
        int tensorCount = count("tensors", ModelLimits.TENSORS_MAX);
        int metadataCount = count("metadata entries", ModelLimits.METADATA_MAX);
        Map<String, GgufValue> metadata = metadata(metadataCount);
        List<GgufTensor> tensors = tensors(tensorCount);
        long alignment = alignment(metadata);
        long dataOffset = Math.ceilDiv(position(), alignment) * alignment;
        checkPlaces(tensors, alignment, dataOffset);
        return new Gguf(file.getFileName().toString(), version, metadata, tensors, dataOffset, fileBytes);
    }

    private Map<String, GgufValue> metadata(int count) throws IOException {
        Map<String, GgufValue> metadata = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            String key = kept("a metadata key", ModelLimits.KEY_BYTES_MAX);
            GgufValueType type = GgufValueType.of(int32(), this);
            GgufValue value = key.equals(VOCABULARY) && type == GgufValueType.ARRAY ? vocabulary() : value(type);
            if (metadata.put(key, value) != null) {
                throw corrupt("a metadata key that occurs twice");
            }
        }
        return metadata;
    }

    private GgufValue value(GgufValueType type) throws IOException {
        return switch (type) {
            case STRING -> new GgufValue.Text(kept("a metadata text", ModelLimits.TEXT_BYTES_MAX));
            case ARRAY -> many(GgufValueType.of(int32(), this));
            case BOOL -> new GgufValue.Flag(number(type) != 0);
            case FLOAT32, FLOAT64 -> new GgufValue.Real(number(type));
            case UINT64, INT64 -> new GgufValue.Whole(int64());
            case UINT8, INT8, UINT16, INT16, UINT32, INT32 -> new GgufValue.Whole((long) number(type));
        };
    }

    private GgufValue many(GgufValueType type) throws IOException {
        if (type == GgufValueType.ARRAY) {
            throw unsupported("has a list of lists in its metadata");
        }
        int count = count("elements of a list", ModelLimits.ELEMENTS_MAX);
        double smallest = 0;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            if (type == GgufValueType.STRING) {
                skip(length("an element of a list", ModelLimits.ELEMENT_BYTES_MAX));
            } else {
                double element = number(type);
                smallest = i == 0 ? element : Math.min(smallest, element);
                largest = i == 0 ? element : Math.max(largest, element);
            }
        }
        return new GgufValue.Many(type, count, smallest, largest);
    }

    /** The tokens. Two of one text would end the process of the engine. */
    private GgufValue vocabulary() throws IOException {
        if (GgufValueType.of(int32(), this) != GgufValueType.STRING) {
            throw corrupt("a vocabulary that is no list of texts");
        }
        int count = count("tokens in " + VOCABULARY, ModelLimits.VOCABULARY_MAX);
        Set<String> seen = new HashSet<>();
        long begin = position();
        for (int i = 0; i < count; i++) {
            if (position() - begin > ModelLimits.VOCABULARY_BYTES_MAX) {
                throw unsupported("has more than %,d bytes in %s, and no more are read"
                        .formatted(ModelLimits.VOCABULARY_BYTES_MAX, VOCABULARY));
            }
            if (!seen.add(text("a token", ModelLimits.ELEMENT_BYTES_MAX))) {
                throw corrupt("a vocabulary that holds a token twice");
            }
        }
        return new GgufValue.Many(GgufValueType.STRING, count, 0, 0);
    }

    private List<GgufTensor> tensors(int count) throws IOException {
        List<GgufTensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            GgufTensor tensor = tensor();
            if (!names.add(tensor.name())) {
                throw corrupt("two tensors of one name");
            }
            tensors.add(tensor);
        }
        return tensors;
    }

    private GgufTensor tensor() throws IOException {
        String name = text("the name of a tensor", ModelLimits.TENSOR_NAME_BYTES_MAX);
        int dimensions = int32();
        if (dimensions < 1 || dimensions > ModelLimits.DIMENSIONS_MAX) {
            throw corrupt("a tensor of %d dimensions".formatted(Integer.toUnsignedLong(dimensions)));
        }
        List<Long> shape = new ArrayList<>();
        long elements = 1;
        for (int i = 0; i < dimensions; i++) {
            long size = int64();
            // A number takes at least 1 bit, so a file cannot hold more of them than eight times its bytes.
            if (size < 1 || size > Math.multiplyExact(fileBytes, 8L) / elements) {
                throw corrupt("a tensor that is larger than the file");
            }
            elements *= size;
            shape.add(size);
        }
        int number = int32();
        TensorType type = TensorType.of(number)
                .orElseThrow(() -> unsupported("stores a tensor as type %d, which this engine does not know"
                        .formatted(Integer.toUnsignedLong(number))));
        if (shape.getFirst() % type.blockElements() != 0) {
            throw corrupt("a tensor whose rows are no whole number of blocks");
        }
        return new GgufTensor(name, shape, type, int64());
    }

    private long alignment(Map<String, GgufValue> metadata) {
        GgufValue stated = metadata.get("general.alignment");
        if (stated == null) {
            return ALIGNMENT_DEFAULT;
        }
        if (stated instanceof GgufValue.Whole(long value)
                && value > 0
                && value <= ModelLimits.ALIGNMENT_MAX
                && Long.bitCount(value) == 1) {
            return value;
        }
        throw corrupt("an alignment that is no power of two");
    }

    private void checkPlaces(List<GgufTensor> tensors, long alignment, long dataOffset) {
        long expected = 0;
        for (GgufTensor tensor : tensors) {
            if (tensor.offset() != expected) {
                throw corrupt("a tensor that does not begin where the one before it ends");
            }
            expected = Math.ceilDiv(Math.addExact(tensor.offset(), tensor.bytes()), alignment) * alignment;
            if (dataOffset + tensor.offset() + tensor.bytes() > fileBytes) {
                throw corrupt("its last %,d bytes are missing (it has %,d)"
                        .formatted(dataOffset + tensor.offset() + tensor.bytes() - fileBytes, fileBytes));
            }
        }
    }

    private double number(GgufValueType type) throws IOException {
        need(type.bytes());
        return switch (type) {
            case UINT8 -> Byte.toUnsignedInt(buffer.get());
            case INT8 -> buffer.get();
            case BOOL -> flag(buffer.get());
            case UINT16 -> Short.toUnsignedInt(buffer.getShort());
            case INT16 -> buffer.getShort();
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT32 -> buffer.getInt();
            case FLOAT32 -> buffer.getFloat();
            case UINT64, INT64 -> buffer.getLong();
            case FLOAT64 -> buffer.getDouble();
            case STRING, ARRAY -> throw new IllegalStateException(type + " is no number");
        };
    }

    private int flag(byte value) {
        if (value != 0 && value != 1) {
            throw corrupt("a yes-or-no value that is neither");
        }
        return value;
    }

    private int count(String what, int max) throws IOException {
        long count = int64();
        if (count < 0 || count > max) {
            throw corrupt(
                    "it claims %s %s, and at most %,d are read".formatted(Long.toUnsignedString(count), what, max));
        }
        return (int) count;
    }

    private int length(String what, int max) throws IOException {
        long length = int64();
        if (length < 0 || length > max || length > fileBytes - position()) {
            throw corrupt("%s of %s bytes".formatted(what, Long.toUnsignedString(length)));
        }
        return (int) length;
    }

    /** A text that stays in memory with the header. */
    private String kept(String what, int max) throws IOException {
        int length = length(what, max);
        kept += length;
        if (kept > ModelLimits.METADATA_BYTES_MAX) {
            throw unsupported("has more than %,d bytes of keys and texts in its metadata, and no more are read"
                    .formatted(ModelLimits.METADATA_BYTES_MAX));
        }
        return text(length);
    }

    private String text(String what, int max) throws IOException {
        return text(length(what, max));
    }

    private String text(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int part = Math.min(length - at, BUFFER_BYTES);
            need(part);
            buffer.get(bytes, at, part);
            at += part;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int int32() throws IOException {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    private long int64() throws IOException {
        need(Long.BYTES);
        return buffer.getLong();
    }

    private long position() {
        return bufferAt + buffer.position();
    }

    private void skip(int bytes) throws IOException {
        for (int left = bytes; left > 0; ) {
            int part = Math.min(left, BUFFER_BYTES);
            need(part);
            buffer.position(buffer.position() + part);
            left -= part;
        }
    }

    /** Has so many bytes ready in the buffer; at most {@link #BUFFER_BYTES}. */
    private void need(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        bufferAt += buffer.position();
        if (bufferAt > ModelLimits.HEADER_BYTES_MAX) {
            throw corrupt("a header of more than %,d bytes".formatted(ModelLimits.HEADER_BYTES_MAX));
        }
        buffer.compact();
        while (buffer.position() < bytes) {
            if (channel.read(buffer) < 0) {
                throw corrupt("it ends within its header, after %,d bytes".formatted(fileBytes));
            }
        }
        buffer.flip();
    }

    EngineStartException corrupt(String what) {
        return new EngineStartException(
                Reason.MODEL_FILE_CORRUPT,
                "The model file %s is damaged: %s. Fetch it again and compare its SHA-256."
                        .formatted(file.getFileName(), what));
    }

    private EngineStartException unsupported(String what) {
        return new EngineStartException(
                Reason.MODEL_UNSUPPORTED, "The model file %s %s.".formatted(file.getFileName(), what));
    }
}
