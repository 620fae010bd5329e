package dev.llmaas.client.internal;

import dev.llmaas.client.Upload;
import java.util.List;
import java.util.UUID;
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
     * @param boundary between its parts; the same each time it is sent, so that it is the same request
     */
    record Form(List<Field> fields, Upload file, LongConsumer progress, String boundary) implements Payload {
        /** Copies its list. */
        public Form {
            fields = List.copyOf(fields);
        }

        /** A form with a boundary that stands in no file. */
        public static Form of(List<Field> fields, Upload file, LongConsumer progress) {
            return new Form(fields, file, progress, UUID.randomUUID().toString());
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
