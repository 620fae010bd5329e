package dev.llmaas.inference.models;

/** The types of metadata values. The order is the number in the file; the widths are those of the GGUF specification. */
public enum GgufValueType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    /** Its width varies: a length of 8 bytes, then the characters. */
    STRING(0),
    /** Its width varies: type, count, elements. */
    ARRAY(0),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private static final GgufValueType[] TYPES = values();

    private final int bytes;

    GgufValueType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one value, 0 where that varies. */
    int bytes() {
        return bytes;
    }

    static GgufValueType of(int number, GgufReader reader) {
        if (number < 0 || number >= TYPES.length) {
            throw reader.corrupt("a metadata value of the unknown type %d".formatted(number));
        }
        return TYPES[number];
    }
}
