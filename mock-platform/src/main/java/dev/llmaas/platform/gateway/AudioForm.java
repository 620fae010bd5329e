package dev.llmaas.platform.gateway;

import dev.llmaas.platform.http.FormParts.Upload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A form for an engine, put together from what was checked. Belongs to one thread. */
final class AudioForm {
    private static final int OVERHEAD_BYTES = 2_048;

    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String boundary = "llmaas-" + UUID.randomUUID();
    private final StringBuilder fields = new StringBuilder();

    /** A form that begins with a field for the model. */
    AudioForm(String model) {
        field("model", model);
    }

    /** The form with another model, which is its first field. */
    static byte[] renamed(byte[] form, String model) {
        int from = Bytes.indexOf(form, 0, form.length, HEAD_END) + HEAD_END.length;
        int to = Bytes.indexOf(form, from, form.length, LINE_END);
        byte[] name = model.getBytes(StandardCharsets.UTF_8);
        if (Arrays.equals(form, from, to, name, 0, name.length)) {
            return form;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(form.length + name.length);
        out.write(form, 0, from);
        out.writeBytes(name);
        out.write(form, to, form.length - to);
        return out.toByteArray();
    }

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
