package dev.llmaas.platform.gateway;

import dev.llmaas.platform.gateway.ChatCompletionsCall.Fields;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Place;
import tools.jackson.core.JsonToken;

/** Reads {@code stream_options}, which chat and text completions share. */
final class StreamWishes {
    private StreamWishes() {}

    static void read(BodyWalk walk, JsonToken value, Fields fields) {
        if (value != JsonToken.START_OBJECT) {
            throw BodyWalk.refused("stream_options", "must be an object");
        }
        int from = walk.from();
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken option = walk.next();
            if (name.equals("include_usage") && option != JsonToken.VALUE_NULL) {
                fields.usageIncluded = walk.bool("stream_options.include_usage", option);
            } else {
                walk.skip(() -> "stream_options", option);
            }
        }
        fields.streamOptionsPlace = new Place(from, walk.from() + 1);
    }

    /** Options of a stream are for streams. */
    static void check(Fields fields) {
        boolean given = !fields.streamOptionsPlace.absent() && !fields.streamOptionsNull;
        if (given && !fields.streamed) {
            throw BodyWalk.refused("stream_options", "needs stream to be true");
        }
    }
}
