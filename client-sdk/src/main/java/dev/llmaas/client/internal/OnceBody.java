package dev.llmaas.client.internal;

import java.io.IOException;
import java.util.function.LongConsumer;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.ByteString;
import okio.Okio;
import okio.Source;

/** Bodies that OkHttp must not send again by itself: the call may have run. */
final class OnceBody {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType BYTES = MediaType.get("application/octet-stream");
    private static final long STEP = 64 << 10;

    private OnceBody() {}

    static RequestBody of(Payload payload) {
        return switch (payload) {
            case Payload.Json(ByteString bytes) -> new Json(bytes);
            case Payload.Form form -> multipart(form);
        };
    }

    private static RequestBody multipart(Payload.Form form) {
        MultipartBody.Builder builder = new MultipartBody.Builder(form.boundary()).setType(MultipartBody.FORM);
        form.fields().forEach(field -> builder.addFormDataPart(field.name(), field.value()));
        return builder.addFormDataPart("file", form.file().name(), new File(form))
                .build();
    }

    private static final class Json extends RequestBody {
        private final ByteString bytes;

        private Json(ByteString bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.size();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }

    /** A file that is read while it leaves. */
    private static final class File extends RequestBody {
        private final Payload.Form form;

        private File(Payload.Form form) {
            this.form = form;
        }

        @Override
        public MediaType contentType() {
            return BYTES;
        }

        @Override
        public long contentLength() {
            return form.file().bytes();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            LongConsumer progress = form.progress();
            try (Source source = Okio.source(form.file().source().open())) {
                long left = 0;
                progress.accept(0);
                long read = source.read(sink.getBuffer(), STEP);
                while (read > 0) {
                    sink.flush(); // what counts as sent has left this buffer
                    left += read;
                    progress.accept(left);
                    read = source.read(sink.getBuffer(), STEP);
                }
            }
        }
    }
}
