package dev.llmaas.inference.toolcall;

import dev.llmaas.inference.toolcall.Part.Kind;
import java.util.Set;

/**
 * Splits off the reasoning between marks at the start of an answer and hands the rest to another reader. White space at the
 * edges of the reasoning and between it and the answer belongs to the marks.
 */
final class ReasoningReader implements PartReader {
    private final PartReader next;
    private final Set<String> opens;
    private final Set<String> closes;
    private final Set<String> answerOpens;
    private final Set<String> answerCloses;
    private final Parts parts = new Parts();
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder rest = new StringBuilder();
    private Mode mode;
    private boolean reasoned;
    private boolean spoke;
    private boolean framed;
    private PartSink sink = part -> {};

    private enum Mode {
        /** Nothing but white space so far; reasoning or the answer may begin. */
        START,
        REASONING,
        ANSWER
    }

    /**
     * A reader.
     *
     * @param open whether the prompt opened the reasoning already
     * @param next reads what is not reasoning
     */
    ReasoningReader(ReasoningFormat format, boolean open, PartReader next) {
        this.next = next;
        this.opens = Set.of(format.open());
        this.closes = Set.of(format.close());
        this.answerOpens = format.framesAnswer() ? Set.of(ReasoningFormat.ANSWER_OPEN) : Set.of();
        this.answerCloses = Set.of(ReasoningFormat.ANSWER_CLOSE);
        this.mode = open ? Mode.REASONING : Mode.START;
        this.reasoned = open;
    }

    @Override
    public int calls() {
        return next.calls();
    }

    @Override
    public void add(String text, PartSink target) {
        sink = target;
        for (int at = 0; at < text.length(); at++) {
            take(text.charAt(at));
        }
        flush();
    }

    @Override
    public void end(PartSink target) {
        sink = target;
        switch (mode) {
            case REASONING -> {
                int end = held.length();
                while (end > 0 && Character.isWhitespace(held.charAt(end - 1))) {
                    end--;
                }
                parts.put(Kind.REASONING, held.substring(0, end), held.length(), sink);
            }
            case START -> {
                boolean blank = MarkText.skipSpace(held, 0) == held.length();
                if (reasoned && blank) {
                    parts.put(Kind.FRAME, "", held.length(), sink);
                } else {
                    rest.append(held);
                }
            }
            case ANSWER -> rest.append(held);
        }
        held.setLength(0);
        flush();
        next.end(sink);
    }

    private void flush() {
        parts.flush(sink);
        if (!rest.isEmpty()) {
            String text = rest.toString();
            rest.setLength(0);
            next.add(text, sink);
        }
    }

    private void take(char letter) {
        switch (mode) {
            case START -> {
                held.append(letter);
                atStart();
            }
            case REASONING -> {
                held.append(letter);
                inReasoning();
            }
            case ANSWER -> inAnswer(letter);
        }
    }

    private void atStart() {
        int at = MarkText.skipSpace(held, 0);
        if (!MarkText.whole(held, at, opens).isEmpty()) {
            drop(Kind.REASONING, held.length());
            mode = Mode.REASONING;
            reasoned = true;
            spoke = false;
            return;
        }
        boolean mayFrame = reasoned && !framed;
        if (mayFrame && !MarkText.whole(held, at, answerOpens).isEmpty()) {
            drop(Kind.FRAME, held.length());
            framed = true;
            return;
        }
        boolean undecided = at == held.length()
                || MarkText.maybe(held, at, opens)
                || (mayFrame && MarkText.maybe(held, at, answerOpens));
        if (undecided && at <= ToolCallLimits.SPACE_MAX) {
            return;
        }
        if (reasoned) {
            drop(Kind.FRAME, at);
            if (at > 0 && held.isEmpty()) {
                return;
            }
        }
        mode = Mode.ANSWER;
        String text = held.toString();
        held.setLength(0);
        text.chars().forEach(letter -> inAnswer((char) letter));
    }

    private void inReasoning() {
        if (!spoke) {
            int at = MarkText.skipSpace(held, 0);
            // Some models open what the prompt opened already.
            boolean again = !MarkText.whole(held, at, opens).isEmpty();
            boolean undecided = at == held.length() || MarkText.maybe(held, at, opens);
            if (again || (at == held.length() && at > ToolCallLimits.SPACE_MAX)) {
                drop(Kind.REASONING, held.length());
                return;
            }
            if (undecided) {
                return;
            }
            drop(Kind.REASONING, at);
            spoke = true;
            String text = held.toString();
            held.setLength(0);
            text.chars().forEach(letter -> {
                held.append((char) letter);
                inReasoning();
            });
            return;
        }
        int at = MarkText.skipSpace(held, 0);
        if (!MarkText.whole(held, at, closes).isEmpty()) {
            drop(Kind.REASONING, held.length());
            mode = Mode.START;
            return;
        }
        int free = MarkText.free(held, closes, true);
        if (free > 0) {
            parts.put(Kind.REASONING, held.substring(0, free), free, sink);
            held.delete(0, free);
        }
    }

    private void inAnswer(char letter) {
        if (!framed) {
            rest.append(letter);
            return;
        }
        held.append(letter);
        if (!MarkText.whole(held, 0, answerCloses).isEmpty()) {
            flush();
            drop(Kind.FRAME, held.length());
            framed = false;
            return;
        }
        int free = MarkText.free(held, answerCloses, false);
        rest.append(held, 0, free);
        held.delete(0, free);
    }

    private void drop(Kind kind, int length) {
        parts.put(kind, "", length, sink);
        held.delete(0, length);
    }
}
