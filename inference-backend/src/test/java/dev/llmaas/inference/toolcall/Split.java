package dev.llmaas.inference.toolcall;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a reader made of a text. */
public record Split(String text, String reasoning, List<String> calls, int whole, long length) {
    /** What comes of a text that comes in one piece. */
    public static Split of(PartReader reader, String text) {
        return of(reader, List.of(text));
    }

    static Split of(PartReader reader, List<String> pieces) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<StringBuilder> calls = new ArrayList<>();
        long[] length = {0};
        PartSink sink = part -> {
            length[0] += part.length();
            switch (part.kind()) {
                case TEXT -> text.append(part.text());
                case REASONING -> reasoning.append(part.text());
                case CALL -> calls.add(new StringBuilder(part.text() + " "));
                case ARGUMENTS -> calls.getLast().append(part.text());
                case FRAME -> {}
            }
        };
        pieces.forEach(piece -> reader.add(piece, sink));
        reader.end(sink);
        return new Split(
                text.toString(),
                reasoning.toString(),
                calls.stream().map(StringBuilder::toString).toList(),
                reader.calls(),
                length[0]);
    }

    /** Cuts a text into pieces of whole characters, short ones mostly. */
    static List<String> pieces(String text, RandomGenerator random) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 3));
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                end++;
            }
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
