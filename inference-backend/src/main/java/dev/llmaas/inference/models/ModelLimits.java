package dev.llmaas.inference.models;

/** Every bound on what a model file may make us read or keep. */
final class ModelLimits {
    /** The largest vocabularies of open models (262,144 entries, half a million merges) make headers of about 20 MiB. */
    static final long HEADER_BYTES_MAX = 256L << 20;
    /** Real files have 20 to 100 entries. */
    static final int METADATA_MAX = 4_096;
    /** The largest mixture-of-experts models have about 2,000 tensors in one file. */
    static final int TENSORS_MAX = 65_536;
    /** GGUF's own bound on keys. */
    static final int KEY_BYTES_MAX = 65_535;
    /** Chat templates reach 20 KiB; a text of a megabyte is no description. */
    static final int TEXT_BYTES_MAX = 1 << 20;
    /**
     * Keys and texts of one header together, which are kept: eight of the largest. Real headers have some 100 KiB, most of it
     * a template and a licence.
     */
    static final int METADATA_BYTES_MAX = 8 << 20;
    /** Twice the largest vocabulary of an open model (Gemma 3: 262,208); looking for doubles then takes some 50 MiB. */
    static final int VOCABULARY_MAX = 1 << 19;
    /** All tokens of a vocabulary together: sixteen bytes each on average, of which real ones need six to ten. */
    static final int VOCABULARY_BYTES_MAX = 16 * VOCABULARY_MAX;
    /** One entry of a vocabulary; whole lines of white space occur, pages do not. */
    static final int ELEMENT_BYTES_MAX = 65_535;
    /** Sixteen times the largest known list of merges; lists are counted and not kept. */
    static final int ELEMENTS_MAX = 1 << 23;
    /** ggml's own bound on dimensions. */
    static final int DIMENSIONS_MAX = 4;
    /** ggml's own bound on the bytes of a tensor's name, the end mark not counted. */
    static final int TENSOR_NAME_BYTES_MAX = 63;
    /** Larger alignments would only be padding. */
    static final long ALIGNMENT_MAX = 1 << 20;

    private ModelLimits() {}
}
