package dev.llmaas.inference.store;

import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.models.TensorType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the weights of a file are stored, mostly. The numbers are those of {@code llama_ftype} as of llama.cpp v0.5.0, which
 * files carry as {@code general.file_type}; the bits a weight are what its documentation measures on a model of 8 thousand
 * million weights.
 */
public enum Quantization {
    F32(0, 32),
    F16(1, 16),
    Q4_0(2, 4.7),
    Q4_1(3, 5.2),
    Q8_0(7, 8.5),
    Q5_0(8, 5.6),
    Q5_1(9, 6.1),
    Q2_K(10, 3.2),
    Q3_K_S(11, 3.7),
    Q3_K_M(12, 4.0),
    Q3_K_L(13, 4.3),
    Q4_K_S(14, 4.7),
    Q4_K_M(15, 4.9),
    Q5_K_S(16, 5.6),
    Q5_K_M(17, 5.7),
    Q6_K(18, 6.6),
    IQ4_NL(25, 4.7),
    IQ4_XS(30, 4.5),
    BF16(32, 16);

    private static final int BITS_OF_BYTE = 8;

    private final int number;
    private final double bits;

    Quantization(int number, double bits) {
        this.number = number;
        this.bits = bits;
    }

    /** Its number for llama.cpp. */
    public int number() {
        return number;
    }

    /** About how many bytes so many weights take. */
    long bytes(long parameters) {
        return Math.round(parameters * bits / BITS_OF_BYTE);
    }

    /** The one of this name, whatever its case. */
    static Optional<Quantization> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(candidate -> candidate.name().equals(upper))
                .findFirst();
    }

    /** All names, for people. */
    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    private static Optional<Quantization> numbered(long number) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.number == number)
                .findFirst();
    }

    /** What a file says it is; otherwise the type that most of its bytes have. */
    static String of(Gguf file) {
        return file.whole("general.file_type").stream()
                .boxed()
                .findFirst()
                .flatMap(Quantization::numbered)
                .map(Enum::name)
                .orElseGet(() -> mostly(file).name());
    }

    /** The type that most bytes of a file have. */
    static TensorType mostly(Gguf file) {
        Map<TensorType, Long> bytes = new EnumMap<>(TensorType.class);
        file.tensors().forEach(tensor -> bytes.merge(tensor.type(), tensor.bytes(), Long::sum));
        return bytes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(TensorType.F32);
    }
}
