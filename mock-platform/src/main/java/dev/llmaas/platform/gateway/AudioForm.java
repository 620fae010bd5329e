package dev.llmaas.platform.gateway;

import dev.llmaas.platform.http.FormParts.Upload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A form for an engine, put together from what was checked. Belongs to one thread. */
final class AudioForm {
    private static final int OVERHEAD_BYTES = 2_048;

    private final String boundary = "llmaas-" + UUID.randomUUID();
    private final StringBuilder fields = new StringBuilder();

    /** Adds a field. Its name may be what a client wrote: what could end the head of a part is left out. */
    void field(String name, String value) {
        fields.append("--")
                .append(boundary)
                .append("\r\ncontent-disposition: form-data; name=\"")
                .append(name.replaceAll("[\"\\r\\n\\\\]", ""))
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n");
    }

    /** All of it, with the file at its end. */
    byte[] body(Upload file) {
        String name = file.extension().isEmpty() ? "audio" : "audio." + file.extension();
        String head = fields + "--" + boundary + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.bytes().length + head.length() + OVERHEAD_BYTES);
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(file.bytes());
        out.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** Its type. */
    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }
}
