package dev.llmaas.platform.gateway;

import dev.llmaas.api.openai.ChatCompletionRequest;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code /v1/chat/completions}, or of {@code /v1/completions}, which differs by little. The body stays bytes; of its fields only those are known that the corridor
 * needs, with their places for the few that may have to be rewritten.
 */
final class ChatCompletionsCall implements InferenceCall {
    /** Where it is sent. */
    static final String PATH = "/v1/chat/completions";

    /** The type of its body, ready for the wire. */
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final int AFFINITY_BYTES = 512;

    /**
     * Where a body came in, where it goes, and what its address takes for granted.
     *
     * @param endpoint the address that was called
     * @param enginePath the address of the engine
     * @param tokensDefault tokens of an answer whose request does not say
     * @param text whether the answer is a text, not a turn of a conversation
     */
    record Way(String endpoint, String enginePath, long tokensDefault, boolean text) {
        /** A chat completion that came in as such. */
        static final Way CHAT = new Way(PATH, PATH, ChatCompletionRequest.DEFAULT_MAX_TOKENS, false);
    }

    private final byte[] body;
    private final Fields fields;
    private final List<RemoteImage> remoteImages;

    /** Where a value stands in the body; {@link #NONE} if the field is absent. */
    record Place(int from, int to) {
        static final Place NONE = new Place(-1, -1);

        boolean absent() {
            return from < 0;
        }
    }

    /** What was read of the body. Filled by {@link ChatCompletionsReader} and {@link CompletionsReader} only. */
    static final class Fields {
        Way way = Way.CHAT;
        String model = "";
        int prompts = 1;
        /** What the model must be able to do. */
        List<String> needs = List.of();

        @Nullable
        String needyField;

        List<RemoteImage> remoteImages = List.of();

        boolean streamed;
        boolean usageIncluded;
        int choices = 1;
        long maxTokens;
        long maxCompletionTokens;
        Place maxTokensPlace = Place.NONE;
        Place maxCompletionTokensPlace = Place.NONE;
        Place streamOptionsPlace = Place.NONE;
        boolean streamOptionsNull;
        /** Whether {@code tool_choice} allows some of the tools only. */
        boolean someTools;

        int messagesFrom;
        int end;
    }

    ChatCompletionsCall(byte[] body, Fields fields) {
        this(body, fields, fields.remoteImages);
    }

    private ChatCompletionsCall(byte[] body, Fields fields, List<RemoteImage> remoteImages) {
        this.body = body;
        this.fields = fields;
        this.remoteImages = List.copyOf(remoteImages);
    }

    /** The same, whose images stand under other paths in what the client sent. */
    ChatCompletionsCall withImagePaths(Map<String, String> byAddress) {
        return new ChatCompletionsCall(
                body,
                fields,
                remoteImages.stream()
                        .map(image -> image.at(byAddress.getOrDefault(image.address(), image.path())))
                        .toList());
    }

    @Override
    public String endpoint() {
        return fields.way.endpoint;
    }

    @Override
    public String enginePath() {
        return fields.way.enginePath;
    }

    @Override
    public List<String> needs() {
        return fields.needs;
    }

    @Override
    public @Nullable String needyField() {
        return fields.needyField;
    }

    @Override
    public List<RemoteImage> remoteImages() {
        return remoteImages;
    }

    @Override
    public ChatCompletionsCall withImages(Map<String, String> uris) {
        return remoteImages.isEmpty()
                ? this
                : ChatCompletionsReader.read(RemoteImage.replaced(body, remoteImages, uris), fields.way);
    }

    @Override
    public String model() {
        return fields.model;
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public boolean streamed() {
        return fields.streamed;
    }

    @Override
    public boolean inChunks(boolean runner) {
        return runner || fields.streamed;
    }

    @Override
    public AnswerForm form(boolean engineShowsNullUsage) {
        return fields.way.text
                ? AnswerForm.text(fields.streamed, usageIncluded(), engineShowsNullUsage)
                : AnswerForm.chat(fields.streamed, usageIncluded(), engineShowsNullUsage);
    }

    /** Whether the stream ends with a chunk of its own for the usage. */
    boolean usageIncluded() {
        return fields.streamed && fields.usageIncluded;
    }

    @Override
    public int choices() {
        return fields.choices;
    }

    @Override
    public long outputTokensMax() {
        if (fields.maxCompletionTokens > 0) {
            return fields.maxCompletionTokens;
        }
        return fields.maxTokens > 0 ? fields.maxTokens : fields.way.tokensDefault;
    }

    /** Conversations that begin alike share what an engine has cached. */
    @Override
    public String affinityKey() {
        int to = Math.min(body.length, fields.messagesFrom + AFFINITY_BYTES);
        CRC32C hash = new CRC32C();
        hash.update(body, fields.messagesFrom, to - fields.messagesFrom);
        return Long.toHexString(hash.getValue());
    }

    @Override
    public byte[] bodyForUpstream(long outputTokens) {
        if (fields.someTools) {
            return ChatCompletionsReader.read(AllowedTools.plain(body), fields.way)
                    .bodyForUpstream(outputTokens);
        }
        List<Edit> edits = new ArrayList<>(2);
        boolean given = fields.maxTokens > 0 || fields.maxCompletionTokens > 0;
        if (!given || outputTokens < outputTokensMax()) {
            Place place = fields.maxCompletionTokens > 0 ? fields.maxCompletionTokensPlace : fields.maxTokensPlace;
            edits.add(edit(place, "max_tokens", Long.toString(outputTokens)));
        }
        if (fields.streamed && !fields.usageIncluded) {
            edits.add(edit(fields.streamOptionsPlace, "stream_options", "{\"include_usage\":true}"));
        }
        return edits.isEmpty() ? body : edited(edits);
    }

    /** Puts {@code text} into the place of a field, or the whole field at the end of the object. */
    private Edit edit(Place place, String field, String text) {
        return place.absent()
                ? new Edit(new Place(fields.end, fields.end), ",\"%s\":%s".formatted(field, text))
                : new Edit(place, text);
    }

    private byte[] edited(List<Edit> edits) {
        edits.sort((a, b) -> Integer.compare(a.place.from, b.place.from));
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 64);
        int from = 0;
        for (Edit edit : edits) {
            out.write(body, from, edit.place.from - from);
            out.writeBytes(edit.text.getBytes(StandardCharsets.US_ASCII));
            from = edit.place.to;
        }
        out.write(body, from, body.length - from);
        return out.toByteArray();
    }

    private record Edit(Place place, String text) {}

    @Override
    public String toString() {
        return "ChatCompletionsCall[model=%s, %d bytes, stream=%s]"
                .formatted(fields.model, body.length, fields.streamed);
    }
}
