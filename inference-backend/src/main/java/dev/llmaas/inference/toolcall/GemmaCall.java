package dev.llmaas.inference.toolcall;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code call:name{key:<|"|>text<|"|>,other:3}}: one call as Gemma 4 writes it, told as JSON. */
final class GemmaCall implements CallForm {
    private static final Pattern HEAD = Pattern.compile("\\s*call:\\s*([A-Za-z0-9_.-]+)\\s*");

    private final Calls calls;
    private final StringBuilder head = new StringBuilder();
    private final GemmaArguments arguments = new GemmaArguments();
    private boolean inArguments;
    private boolean whole;

    GemmaCall(Calls calls) {
        this.calls = calls;
    }

    @Override
    public boolean whole() {
        return whole;
    }

    @Override
    public Step feed(char letter) {
        if (!inArguments && letter != '{') {
            head.append(letter);
            return head.length() > ToolCallLimits.HEAD_MAX ? Step.BAD : Step.MORE;
        }
        if (!inArguments) {
            Matcher matcher = HEAD.matcher(head);
            if (!matcher.matches() || !calls.offers(matcher.group(1))) {
                return Step.BAD;
            }
            inArguments = true;
            calls.begin(matcher.group(1));
        }
        JsonScan.Step step = arguments.feed(letter);
        if (step == JsonScan.Step.BAD) {
            return Step.BAD;
        }
        String written = arguments.written();
        if (!written.isEmpty()) {
            calls.arguments(written);
        }
        if (step == JsonScan.Step.DONE) {
            whole = true;
            calls.complete();
            return Step.END;
        }
        return Step.MORE;
    }
}
