package dev.llmaas.inference.llama;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Names of calls, in OpenAI's form. Their last nine characters are letters and digits, as Mistral's templates ask for. */
final class CallIds implements Supplier<String> {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 24;

    private final RandomGenerator random;

    CallIds(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String get() {
        StringBuilder id = new StringBuilder("call_");
        for (int i = 0; i < LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
