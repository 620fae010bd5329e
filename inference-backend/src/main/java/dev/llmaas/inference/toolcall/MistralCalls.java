package dev.llmaas.inference.toolcall;

import org.jspecify.annotations.Nullable;

/** What follows {@code [TOOL_CALLS]}: a list of JSON objects, or a name and its arguments. */
final class MistralCalls implements CallForm {
    private final Calls calls;
    private final boolean several;
    private @Nullable CallForm form;

    MistralCalls(Calls calls, boolean several) {
        this.calls = calls;
        this.several = several;
    }

    @Override
    public boolean whole() {
        return form != null && form.whole();
    }

    @Override
    public @Nullable String named() {
        return form == null ? null : form.named();
    }

    @Override
    public Step feed(char letter) {
        if (form == null) {
            if (JsonScan.isSpace(letter)) {
                return Step.MORE;
            }
            boolean json = letter == '[' || letter == '{';
            form = json
                    ? new JsonCalls(calls, false, several)
                    : new NamedCall(calls, NamedCall.MISTRAL, new ArgumentScan());
        }
        return form.feed(letter);
    }
}
