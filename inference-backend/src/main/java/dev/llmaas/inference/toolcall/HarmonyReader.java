package dev.llmaas.inference.toolcall;

import dev.llmaas.inference.toolcall.Part.Kind;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the messages of gpt-oss: each has a header that names its channel and receiver, then a body. The channel
 * {@code analysis} is reasoning, a message to a function that the request offers is a call, and everything else is text;
 * headers of calls that cannot be made stay in the text. Source: the Harmony response format as OpenAI describes it.
 */
final class HarmonyReader implements PartReader {
    private static final String BODY = "<|message|>";
    private static final String END = "<|end|>";
    private static final Set<String> ENDS = Set.of(END, "<|start|>", "<|channel|>", "<|call|>", "<|return|>");
    private static final Set<String> HEADS = Set.of("<|start|>", "<|channel|>", BODY, "to=", END);
    private static final Pattern CHANNEL = Pattern.compile("<\\|channel\\|>\\s*(\\w+)");
    private static final Pattern RECEIVER = Pattern.compile("to=([^\\s<]+)");
    private static final String FUNCTIONS = "functions.";

    private final Set<String> offered;
    private final boolean several;
    private final boolean forced;
    private final Parts parts = new Parts();
    private final StringBuilder held = new StringBuilder();
    private Mode mode = Mode.EDGE;
    private PartSink sink = part -> {};
    private String function = "";
    private ArgumentScan scan = new ArgumentScan();
    private boolean begun;
    private int calls;

    private enum Mode {
        /** Between messages: a header may begin, or text without one. */
        EDGE,
        HEADER,
        REASONING,
        TEXT,
        CALL
    }

    HarmonyReader(Set<String> offered, boolean several, boolean forced) {
        this.offered = offered;
        this.several = several;
        this.forced = forced;
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
        String name = forced ? named() : "";
        if (!name.isEmpty()) {
            parts.put(Kind.CALL, name, held.length(), sink);
            held.setLength(0);
        }
        boolean blank = MarkText.skipSpace(held, 0) == held.length();
        switch (mode) {
            case EDGE -> tell(blank ? Kind.FRAME : Kind.TEXT);
            // A header that was cut off says nothing yet.
            case HEADER -> tell(Kind.FRAME);
            case REASONING -> tell(Kind.REASONING);
            case TEXT, CALL -> tell(Kind.TEXT);
        }
        parts.flush(sink);
    }

    private void take(char letter) {
        held.append(letter);
        switch (mode) {
            case EDGE -> atEdge();
            case HEADER -> inHeader();
            case REASONING -> inBody(Kind.REASONING);
            case TEXT -> inBody(Kind.TEXT);
            case CALL -> inCall(letter);
        }
    }

    private void atEdge() {
        int at = MarkText.skipSpace(held, 0);
        String head = MarkText.whole(held, at, HEADS);
        if (head.equals(END)) {
            tell(Kind.FRAME);
        } else if (!head.isEmpty()) {
            mode = Mode.HEADER;
            inHeader();
        } else if ((at < held.length() && !MarkText.maybe(held, at, HEADS)) || at > ToolCallLimits.SPACE_MAX) {
            retake(Mode.TEXT);
        }
    }

    /** What is held is read again in another mode. */
    private void retake(Mode next) {
        mode = next;
        String text = held.toString();
        held.setLength(0);
        for (int at = 0; at < text.length(); at++) {
            take(text.charAt(at));
        }
    }

    private void inHeader() {
        if (held.length() > ToolCallLimits.HEAD_MAX) {
            mode = Mode.TEXT;
            tell(Kind.TEXT);
            return;
        }
        int body = held.length() - BODY.length();
        if (body < 0
                || held.charAt(held.length() - 1) != '>'
                || !held.substring(body).equals(BODY)) {
            return;
        }
        String channel = found(CHANNEL);
        String receiver = found(RECEIVER);
        if (receiver.startsWith(FUNCTIONS)) {
            beginCall(receiver.substring(FUNCTIONS.length()));
        } else if (channel.equals("analysis")) {
            parts.put(Kind.REASONING, "", held.length(), sink);
            held.setLength(0);
            mode = Mode.REASONING;
        } else {
            boolean plain = receiver.isEmpty();
            mode = Mode.TEXT;
            tell(plain ? Kind.FRAME : Kind.TEXT);
        }
    }

    /** The function of a call of which nothing was told yet, empty while it is not known. */
    private String named() {
        Matcher matcher = RECEIVER.matcher(held);
        boolean head = (mode == Mode.HEADER || (mode == Mode.CALL && !begun))
                && matcher.find()
                // A name at the very end may go on.
                && matcher.end(1) < held.length()
                && matcher.group(1).startsWith(FUNCTIONS);
        String name = head ? matcher.group(1).substring(FUNCTIONS.length()) : "";
        return offered.contains(name) ? name : "";
    }

    private String found(Pattern pattern) {
        Matcher matcher = pattern.matcher(held);
        return matcher.find() ? matcher.group(1) : "";
    }

    private void beginCall(String name) {
        if (!offered.contains(name) || (!several && calls > 0)) {
            mode = Mode.TEXT;
            tell(Kind.TEXT);
            return;
        }
        function = name;
        scan = new ArgumentScan();
        begun = false;
        mode = Mode.CALL;
    }

    private void inCall(char letter) {
        if (!begun && JsonScan.isSpace(letter) && held.length() < ToolCallLimits.HEAD_MAX * 2) {
            return;
        }
        JsonScan.Step step = !begun && letter != '{' ? JsonScan.Step.BAD : scan.feed(letter);
        if (step == JsonScan.Step.BAD) {
            held.setLength(held.length() - 1);
            mode = Mode.TEXT;
            tell(Kind.TEXT);
            take(letter);
            return;
        }
        if (!begun) {
            begun = true;
            parts.put(Kind.CALL, function, held.length(), sink);
            held.setLength(0);
        }
        parts.put(Kind.ARGUMENTS, scan.written(), held.length(), sink);
        held.setLength(0);
        if (step == JsonScan.Step.DONE) {
            calls++;
            mode = Mode.EDGE;
        }
    }

    private void inBody(Kind kind) {
        String end = MarkText.whole(held, 0, ENDS);
        if (end.isEmpty()) {
            int free = MarkText.free(held, ENDS, false);
            if (free > 0) {
                String rest = held.substring(free);
                held.setLength(free);
                tell(kind);
                held.append(rest);
            }
            return;
        }
        if (end.equals("<|start|>") || end.equals("<|channel|>")) {
            mode = Mode.HEADER;
            return;
        }
        parts.put(kind == Kind.REASONING ? kind : Kind.FRAME, "", held.length(), sink);
        held.setLength(0);
        mode = Mode.EDGE;
    }

    /** Tells what is held; a frame has no text. */
    private void tell(Kind kind) {
        Kind told = forced && kind == Kind.TEXT ? Kind.FRAME : kind;
        parts.put(told, told == Kind.FRAME ? "" : held.toString(), held.length(), sink);
        held.setLength(0);
    }
}
