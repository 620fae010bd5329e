package dev.llmaas.inference.toolcall;

import dev.llmaas.inference.toolcall.Part.Kind;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds calls in the answers of every family but gpt-oss. A call is told once its function is known and its arguments begin;
 * what breaks before is text, unchanged, and what breaks after is text from there on. Calls of functions that the request
 * does not offer are text.
 */
final class CallReader implements PartReader, CallForm.Calls {
    private static final Set<String> DEEPSEEK_CLOSES = Set.of("```", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>");
    /** What may stand before the JSON of a bare call: fences of code and separators between calls; see bareStarts. */
    private static final Pattern BARE = Pattern.compile("\\s*[;,]?\\s*(?:```(?:json|tool_code|tool_call)?\\s*)?[\\[{]");

    private final ToolCallFormat.Family family;
    private final Set<String> offered;
    private final boolean several;
    private final boolean forced;
    private final List<String> opens;
    private final Set<String> closes;
    private final boolean bare;
    private final Parts parts = new Parts();
    private final StringBuilder held = new StringBuilder();
    private Mode mode;
    private PartSink sink = part -> {};
    private CallForm form;
    private boolean begun;
    private int calls;

    private enum Mode {
        /** Text, in which a mark may begin a call. */
        TEXT,
        /** Where bare calls may begin: at the start of the answer and after a call. */
        EDGE,
        /** In a call. */
        CALL
    }

    /**
     * A reader.
     *
     * @param offered the functions that may be called
     * @param several whether more than one call counts
     * @param forced whether there is nothing but calls
     */
    CallReader(ToolCallFormat.Family family, Set<String> offered, boolean several, boolean forced) {
        this.family = family;
        this.forced = forced;
        this.offered = offered;
        this.several = several;
        this.bare = family.isBare();
        this.opens = family.allOpens();
        this.closes = closes(family);
        this.mode = bare ? Mode.EDGE : Mode.TEXT;
        this.form = newForm();
    }

    private static Set<String> closes(ToolCallFormat.Family family) {
        return switch (family) {
            case HERMES -> Set.of("</tool_call>");
            case GRANITE -> Set.of("<|/tool_call|>");
            case DEEPSEEK -> DEEPSEEK_CLOSES;
            case GEMMA -> Set.of("<tool_call|>");
            case GENERIC -> Set.of("```");
            case LLAMA3, MISTRAL, HARMONY -> Set.of();
        };
    }

    @Override
    public int calls() {
        return calls;
    }

    @Override
    public void add(String text, PartSink target) {
        sink = target;
        for (int at = 0; at < text.length(); at++) {
            take(text.charAt(at));
        }
        parts.flush(sink);
    }

    @Override
    public void end(PartSink target) {
        sink = target;
        String name = forced && mode == Mode.CALL && !begun ? form.named() : null;
        if (name != null) {
            begin(name);
        }
        boolean frame = mode == Mode.CALL ? form.whole() : mode == Mode.EDGE && calls > 0 && isBlank(held);
        tell(frame ? Kind.FRAME : Kind.TEXT, frame ? "" : held.toString());
        parts.flush(sink);
    }

    private static boolean isBlank(CharSequence text) {
        return MarkText.skipSpace(text, 0) == text.length();
    }

    private void take(char letter) {
        held.append(letter);
        switch (mode) {
            case TEXT -> inText();
            case EDGE -> atEdge();
            case CALL -> inCall(letter);
        }
    }

    private void inText() {
        if (!mayCall()) {
            tell(Kind.TEXT, held.toString());
            return;
        }
        int at = MarkText.skipSpace(held, 0);
        if (!MarkText.whole(held, at, opens).isEmpty()) {
            begin();
            return;
        }
        int free = MarkText.free(held, opens, true);
        if (free > 0) {
            String rest = held.substring(free);
            held.setLength(free);
            tell(Kind.TEXT, held.toString());
            held.append(rest);
        }
    }

    private boolean mayCall() {
        return several || calls == 0;
    }

    // Whether more text could make a match is what is asked here.
    @SuppressWarnings("JdkObsolete")
    private void atEdge() {
        int at = MarkText.skipSpace(held, 0);
        if (calls > 0 && !MarkText.whole(held, at, closes).isEmpty()) {
            tell(Kind.FRAME, "");
            return;
        }
        if (mayCall() && !MarkText.whole(held, at, opens).isEmpty()) {
            begin();
            return;
        }
        if (mayCall() && bare) {
            Matcher matcher = BARE.matcher(held);
            if (matcher.matches()) {
                begin();
                inCall(held.charAt(held.length() - 1));
                return;
            }
            if (matcher.hitEnd() && at <= ToolCallLimits.SPACE_MAX) {
                return;
            }
        }
        boolean undecided = at == held.length()
                || (calls > 0 && MarkText.maybe(held, at, closes))
                || (mayCall() && MarkText.maybe(held, at, opens));
        if (!undecided || at > ToolCallLimits.SPACE_MAX) {
            asText();
        }
    }

    /** What was held is text, but for what may begin a call within it. */
    private void asText() {
        mode = Mode.TEXT;
        String text = held.toString();
        held.setLength(0);
        for (int at = 0; at < text.length(); at++) {
            take(text.charAt(at));
        }
    }

    private void begin() {
        mode = Mode.CALL;
        begun = false;
        form = newForm();
    }

    private CallForm newForm() {
        return switch (family) {
            case MISTRAL -> new MistralCalls(this, several);
            case DEEPSEEK -> new NamedCall(this, NamedCall.DEEPSEEK, new ArgumentScan());
            case GEMMA -> new NamedCall(this, NamedCall.GEMMA, new GemmaArguments());
            case HERMES, LLAMA3, GRANITE, GENERIC, HARMONY -> new JsonCalls(this, bare, several);
        };
    }

    private void inCall(char letter) {
        switch (form.feed(letter)) {
            case MORE -> {
                if (!begun && held.length() > ToolCallLimits.CALL_HELD_MAX) {
                    mode = Mode.TEXT;
                    tell(Kind.TEXT, held.toString());
                }
            }
            case END -> {
                tell(Kind.FRAME, "");
                mode = Mode.EDGE;
            }
            case BAD -> {
                held.setLength(held.length() - 1);
                tell(Kind.TEXT, held.toString());
                mode = Mode.TEXT;
                take(letter);
            }
        }
    }

    /** Tells what is held; a frame has no text. */
    private void tell(Kind kind, String text) {
        boolean none = forced && kind == Kind.TEXT;
        parts.put(none ? Kind.FRAME : kind, none ? "" : text, held.length(), sink);
        held.setLength(0);
    }

    @Override
    public boolean offers(String name) {
        return offered.contains(name);
    }

    @Override
    public void begin(String name) {
        begun = true;
        tell(Kind.CALL, name);
    }

    @Override
    public void arguments(String json) {
        tell(Kind.ARGUMENTS, json);
    }

    @Override
    public void complete() {
        calls++;
        begun = false;
    }

    @Override
    public void closed() {
        tell(Kind.FRAME, "");
    }
}
