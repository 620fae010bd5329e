package dev.llmaas.client.internal;

import dev.llmaas.client.AudioFile;
import java.util.List;
import java.util.function.LongConsumer;
import okio.ByteString;

/** What a call carries. {@code toString} shows nothing of it. */
public sealed interface Payload {
    /**
     * JSON.
     *
     * @param bytes its text
     */
    record Json(ByteString bytes) implements Payload {
        @Override
        public String toString() {
            return "Json[%d bytes]".formatted(bytes.size());
        }
    }

    /**
     * A form with a file (RFC 7578), read while it is sent.
     *
     * @param fields the fields before the file, in order
     * @param file the file, as the field {@code file}
     * @param progress hears how many bytes of the file have left
     */
    record Form(List<Field> fields, AudioFile file, LongConsumer progress) implements Payload {
        /** Copies its list. */
        public Form {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return "Form[%d fields, %d bytes]".formatted(fields.size(), file.bytes());
        }
    }

    /**
     * A field of a form.
     *
     * @param name its name
     * @param value its text
     */
    record Field(String name, String value) {
        @Override
        public String toString() {
            return "Field[%s]".formatted(name);
        }
    }
}
