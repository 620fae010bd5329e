package dev.llmaas.platform.guardrail;

import java.util.Optional;

/** Finds the same word or line over and over, which makes some models repeat what they were trained on. */
final class RepetitionGuardrail implements Guardrail {
    private static final int TIMES_MAX = 100;
    private static final int CHARACTERS_MIN = 400;

    @Override
    public Optional<String> find(Script text) {
        String plain = text.plain();
        if (plain.length() < CHARACTERS_MIN) {
            return Optional.empty();
        }
        int times = 0;
        int last = -1;
        int lastLength = 0;
        for (int from = 0; from < plain.length(); ) {
            int end = plain.indexOf(' ', from);
            end = end < 0 ? plain.length() : end;
            int length = end - from;
            boolean same = last >= 0 && length == lastLength && plain.regionMatches(last, plain, from, length);
            times = same ? times + 1 : 1;
            if (times > TIMES_MAX) {
                return Optional.of("repetition");
            }
            last = from;
            lastLength = length;
            from = end + 1;
        }
        return Optional.empty();
    }
}
