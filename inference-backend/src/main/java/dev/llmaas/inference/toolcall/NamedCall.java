package dev.llmaas.inference.toolcall;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call as a head that holds the name, then the object of the arguments: Mistral, DeepSeek and Gemma. */
final class NamedCall implements CallForm {
    /** {@code name}, {@code name[ARGS]}, {@code name[CALL_ID]id[ARGS]}. */
    static final Pattern MISTRAL =
            Pattern.compile("\\s*([A-Za-z0-9_.-]+)\\s*(?:\\[CALL_ID\\]\\s*\\w*\\s*)?(?:\\[ARGS\\])?\\s*");
    /** {@code function SEP name ```json}, or {@code name SEP}. */
    static final Pattern DEEPSEEK = Pattern.compile("\\s*(?:<｜tool▁call▁begin｜>)?\\s*"
            + "(?:function<｜tool▁sep｜>)?([A-Za-z0-9_.-]+)\\s*(?:<｜tool▁sep｜>)?\\s*(?:```(?:json)?)?\\s*");
    /** {@code call:name}, before arguments as {@link GemmaArguments} reads them. */
    static final Pattern GEMMA = Pattern.compile("\\s*call:\\s*([A-Za-z0-9_.-]+)\\s*");

    private final Calls calls;
    private final Pattern headForm;
    private final Arguments arguments;
    private final StringBuilder head = new StringBuilder();
    private boolean inArguments;
    private boolean whole;

    NamedCall(Calls calls, Pattern headForm, Arguments arguments) {
        this.calls = calls;
        this.headForm = headForm;
        this.arguments = arguments;
    }

    @Override
    public boolean whole() {
        return whole;
    }

    @Override
    public @Nullable String named() {
        Matcher matcher = headForm.matcher(head);
        // A name at the very end may go on.
        boolean known = !inArguments && matcher.lookingAt() && matcher.end(1) < head.length();
        return known && calls.offers(matcher.group(1)) ? matcher.group(1) : null;
    }

    @Override
    public Step feed(char letter) {
        if (!inArguments && letter != '{') {
            head.append(letter);
            return head.length() > ToolCallLimits.HEAD_MAX ? Step.BAD : Step.MORE;
        }
        if (!inArguments) {
            Matcher matcher = headForm.matcher(head);
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
