package dev.llmaas.inference.llama;

import static dev.llmaas.inference.llama.NativeLibrary.call;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The functions of llama.cpp that read a vocabulary. They may be called from any thread. */
final class TokenFunctions {
    /** llama.cpp's attribute of tokens that are marks of the format. */
    private static final int CONTROL = 8;

    /** A vocabulary has at most three tokens that frame a text. */
    private static final int FRAME_TOKENS_MAX = 8;

    private static final int PIECE_BYTES = 256;

    private final MethodHandle count;
    private final MethodHandle isEnd;
    private final MethodHandle attributes;
    private final MethodHandle begin;
    private final MethodHandle end;
    private final MethodHandle separator;
    private final MethodHandle addsBegin;
    private final MethodHandle addsEnd;
    private final MethodHandle addsSeparator;
    private final MethodHandle tokenize;
    private final MethodHandle piece;

    TokenFunctions(NativeLibrary llama) {
        FunctionDescriptor number = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        FunctionDescriptor flag = FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS);
        count = llama.function("llama_vocab_n_tokens", number);
        isEnd = llama.function("llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        attributes = llama.function("llama_vocab_get_attr", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        begin = llama.function("llama_vocab_bos", number);
        end = llama.function("llama_vocab_eos", number);
        separator = llama.function("llama_vocab_sep", number);
        addsBegin = llama.function("llama_vocab_get_add_bos", flag);
        addsEnd = llama.function("llama_vocab_get_add_eos", flag);
        addsSeparator = llama.function("llama_vocab_get_add_sep", flag);
        tokenize = llama.function(
                "llama_tokenize",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
        piece = llama.function(
                "llama_token_to_piece",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
    }

    int count(MemorySegment vocabulary) {
        return NativeLibrary.<Integer>call(() -> (int) count.invokeExact(vocabulary));
    }

    /** Whether a token ends the answer. */
    boolean isEnd(MemorySegment vocabulary, int token) {
        return NativeLibrary.<Boolean>call(() -> (boolean) isEnd.invokeExact(vocabulary, token));
    }

    /** Whether a token is a mark of the format, which no text contains. */
    boolean isControl(MemorySegment vocabulary, int token) {
        return (NativeLibrary.<Integer>call(() -> (int) attributes.invokeExact(vocabulary, token)) & CONTROL) != 0;
    }

    /** The token that begins a text, negative if there is none. */
    int begin(MemorySegment vocabulary) {
        return NativeLibrary.<Integer>call(() -> (int) begin.invokeExact(vocabulary));
    }

    /** The token that ends a text, negative if there is none. */
    int end(MemorySegment vocabulary) {
        return NativeLibrary.<Integer>call(() -> (int) end.invokeExact(vocabulary));
    }

    /** The token between two texts, negative if there is none. */
    int separator(MemorySegment vocabulary) {
        return NativeLibrary.<Integer>call(() -> (int) separator.invokeExact(vocabulary));
    }

    /** Whether the model wants the first of those tokens at the begin of each text. */
    boolean addsBegin(MemorySegment vocabulary) {
        return NativeLibrary.<Boolean>call(() -> (boolean) addsBegin.invokeExact(vocabulary));
    }

    /** Whether it wants the token that ends a text. */
    boolean addsEnd(MemorySegment vocabulary) {
        return NativeLibrary.<Boolean>call(() -> (boolean) addsEnd.invokeExact(vocabulary));
    }

    /** Whether it wants the token between two texts. */
    boolean addsSeparator(MemorySegment vocabulary) {
        return NativeLibrary.<Boolean>call(() -> (boolean) addsSeparator.invokeExact(vocabulary));
    }

    /**
     * The tokens of a text.
     *
     * @param frame whether the tokens are added that the model wants around each text
     * @param marks whether marks of the format are read as such, or as the text that they look like
     */
    int[] tokenize(MemorySegment vocabulary, String text, boolean frame, boolean marks) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment utf8 = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, utf8, JAVA_BYTE, 0, bytes.length);
            // No token is shorter than a byte, but some tokenizers put a space in front.
            int room = Math.addExact(bytes.length, FRAME_TOKENS_MAX);
            MemorySegment tokens = arena.allocate(JAVA_INT, room);
            int made =
                    call(() -> (int) tokenize.invokeExact(vocabulary, utf8, bytes.length, tokens, room, frame, marks));
            if (made < 0) {
                throw new IllegalStateException("a text of %d bytes made %d tokens".formatted(bytes.length, -made));
            }
            return tokens.asSlice(0, (long) made * Integer.BYTES).toArray(JAVA_INT);
        }
    }

    /** The bytes that a token stands for; those of marks only if asked for. */
    byte[] piece(MemorySegment vocabulary, int token, boolean marks) {
        try (Arena arena = Arena.ofConfined()) {
            int length = pieceInto(vocabulary, token, arena.allocate(PIECE_BYTES), marks);
            MemorySegment bytes = arena.allocate(Math.max(PIECE_BYTES, Math.abs(length)));
            int written = pieceInto(vocabulary, token, bytes, marks);
            return bytes.asSlice(0, written).toArray(JAVA_BYTE);
        }
    }

    private int pieceInto(MemorySegment vocabulary, int token, MemorySegment bytes, boolean marks) {
        int room = (int) bytes.byteSize();
        return NativeLibrary.<Integer>call(() -> (int) piece.invokeExact(vocabulary, token, bytes, room, 0, marks));
    }
}
