package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** One part of a message. {@code toString} shows sizes only. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ContentPart.Text.class, name = "text"),
    @JsonSubTypes.Type(value = ContentPart.Image.class, name = "image_url"),
    @JsonSubTypes.Type(value = ContentPart.Audio.class, name = "input_audio")
})
public sealed interface ContentPart {
    /**
     * Text.
     *
     * @param text the text itself
     */
    record Text(String text) implements ContentPart {
        @Override
        public String toString() {
            return "Text[%d characters]".formatted(text.length());
        }
    }

    /**
     * An image.
     *
     * @param imageUrl where it is
     */
    record Image(ImageUrl imageUrl) implements ContentPart {
        @Override
        public String toString() {
            return "Image[%d characters]".formatted(imageUrl.url().length());
        }
    }

    /**
     * The place of an image.
     *
     * @param url a data URI
     * @param detail {@code auto}, {@code low} or {@code high}; null for the model's choice
     */
    record ImageUrl(String url, @Nullable String detail) {
        @Override
        public String toString() {
            return "ImageUrl[%d characters]".formatted(url.length());
        }
    }

    /**
     * Sound.
     *
     * @param inputAudio the recording
     */
    record Audio(@JsonProperty("input_audio") InputAudio inputAudio) implements ContentPart {
        @Override
        public String toString() {
            return "Audio[%d characters]".formatted(inputAudio.data().length());
        }
    }

    /**
     * A recording.
     *
     * @param data base64
     * @param format {@code wav} or {@code mp3}
     */
    record InputAudio(String data, String format) {
        @Override
        public String toString() {
            return "InputAudio[%d characters]".formatted(data.length());
        }
    }
}
