package dev.llmaas.platform.gateway;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call in another dialect than chat completions, said as one: to the engine it is a chat completion that streams, and
 * its chunks leave in the form of the dialect.
 *
 * @param endpoint the address that was called
 * @param chat the same as a chat completion, which streams and asks for its usage
 * @param streamed whether the client gets events
 * @param needyField the field that needs more than a model of texts, in the words of the dialect, or null
 * @param forms makes the form of the answer
 */
record TranslatedCall(
        String endpoint,
        ChatCompletionsCall chat,
        boolean streamed,
        @Nullable String needyField,
        Supplier<AnswerForm> forms)
        implements InferenceCall {
    @Override
    public String enginePath() {
        return chat.enginePath();
    }

    @Override
    public String model() {
        return chat.model();
    }

    @Override
    public List<String> needs() {
        return chat.needs();
    }

    @Override
    public List<RemoteImage> remoteImages() {
        return chat.remoteImages();
    }

    @Override
    public TranslatedCall withImages(Map<String, String> uris) {
        return new TranslatedCall(endpoint, chat.withImages(uris), streamed, needyField, forms);
    }

    @Override
    public byte[] body() {
        return chat.body();
    }

    @Override
    public boolean inChunks(boolean runner) {
        return true;
    }

    @Override
    public AnswerForm form(boolean engineShowsNullUsage) {
        return forms.get();
    }

    @Override
    public int choices() {
        return 1;
    }

    @Override
    public long outputTokensMax() {
        return chat.outputTokensMax();
    }

    @Override
    public String affinityKey() {
        return chat.affinityKey();
    }

    @Override
    public byte[] bodyForUpstream(long outputTokens) {
        return chat.bodyForUpstream(outputTokens);
    }

    @Override
    public String toString() {
        return "TranslatedCall[%s, %s]".formatted(endpoint, chat);
    }
}
