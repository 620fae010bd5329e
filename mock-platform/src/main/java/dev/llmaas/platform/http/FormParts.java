package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@code multipart/form-data} body (RFC 7578), within bounds: how many, how long their heads, how long
 * fields that are no file. Parts are read in place; a file is copied only when it is asked for. Immutable.
 */
public final class FormParts {
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=(?:\"([^\"]*)\"|([^\\s;\"]+))");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[;\\s]filename\\*?=(?:\"([^\"]*)\"|([^\\s;\"]*))");
    private static final Pattern EXTENSION = Pattern.compile(".*\\.([A-Za-z0-9]{1,8})");
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<Part> parts;

    private FormParts(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** One part; {@code fileName} is null for a field; {@code type} is empty if it has none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(String name, @Nullable String fileName, String type, byte[] body, int from, int to) {}

    /**
     * A file that somebody sent.
     *
     * @param bytes all of it
     * @param extension of its name, in lower case without the dot; empty if it has none. Nothing else of the name is kept
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Upload(byte[] bytes, String extension) {}

    /** A field that is no file. */
    public record Field(String name, String value) {}

    /**
     * Reads a body.
     *
     * @param contentType the whole header, which names the boundary
     * @throws PlatformException INVALID_REQUEST if it is no form, or beyond the bounds
     */
    public static FormParts read(byte[] body, String contentType) {
        Matcher type = BOUNDARY.matcher(contentType);
        if (!type.matches()) {
            throw refused("The body must be multipart/form-data with a boundary of at most 70 characters.");
        }
        String boundary = type.group(1) == null ? type.group(2) : type.group(1);
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int at = startsWith(body, 0, delimiter, 2) ? delimiter.length - 2 : next(body, 0, delimiter) + delimiter.length;
        while (at >= delimiter.length - 2 && !isLast(body, at)) {
            if (parts.size() == Limits.FORM_PARTS_MAX) {
                throw refused("A form may have %d parts at most.".formatted(Limits.FORM_PARTS_MAX));
            }
            int end = next(body, at, delimiter);
            if (end < 0) {
                throw refused("The form breaks off.");
            }
            parts.add(part(body, at, end));
            at = end + delimiter.length;
        }
        if (parts.isEmpty()) {
            throw refused("The form has no parts.");
        }
        return new FormParts(parts);
    }

    /** The value of a field; the last one if it stands more than once. Empty if it is absent or has no text. */
    public Optional<String> text(String name) {
        return fields().stream()
                .filter(field -> field.name().equals(name) && !field.value().isEmpty())
                .map(Field::value)
                .reduce((_, last) -> last);
    }

    /** All fields that are no files, in order. */
    public List<Field> fields() {
        return parts.stream()
                .filter(part -> part.fileName == null)
                .map(part -> new Field(
                        part.name, new String(part.body, part.from, part.to - part.from, StandardCharsets.UTF_8)))
                .toList();
    }

    /**
     * The one file of this name.
     *
     * @throws PlatformException INVALID_REQUEST if there is none, or more than one, or if it is empty
     */
    public Upload file(String name) {
        Part file = filePart(name);
        byte[] bytes = new byte[file.to - file.from];
        System.arraycopy(file.body, file.from, bytes, 0, bytes.length);
        return new Upload(bytes, extension(String.valueOf(file.fileName)));
    }

    /** What the client calls the one file of this name, as it came: nothing but a label, and never a path. */
    public String fileName(String name) {
        return String.valueOf(filePart(name).fileName);
    }

    /** Alike for forms with the same parts in the same order, whatever the boundary between them. */
    public byte[] fingerprint() {
        MessageDigest digest = Sha256.digest();
        for (Part part : parts) {
            // lengths and lists of texts are written so that no two forms read alike
            String head = WireJson.mapper().writeValueAsString(new String[] {
                part.name, String.valueOf(part.fileName), part.type, "" + (part.to - part.from)
            });
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            digest.update(part.body, part.from, part.to - part.from);
        }
        return digest.digest();
    }

    private Part filePart(String name) {
        List<Part> files = parts.stream()
                .filter(part -> part.fileName != null && part.name.equals(name))
                .toList();
        if (files.size() != 1 || files.getFirst().from == files.getFirst().to) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST, "%s must be one file that is not empty.".formatted(name), name);
        }
        return files.getFirst();
    }

    private static Part part(byte[] body, int from, int to) {
        int lineEnd = from;
        while (lineEnd < to && (body[lineEnd] == ' ' || body[lineEnd] == '\t')) {
            lineEnd++;
        }
        int bound = Math.min(to, lineEnd + Limits.FORM_PART_HEAD_BYTES_MAX);
        int headEnd = indexOf(body, lineEnd, bound, HEAD_END);
        if (headEnd < 0) {
            throw refused(
                    "A part of the form has no head of at most %,d bytes.".formatted(Limits.FORM_PART_HEAD_BYTES_MAX));
        }
        String head = new String(body, lineEnd, headEnd - lineEnd, StandardCharsets.UTF_8);
        String disposition = header(head, "content-disposition:");
        String name = group(NAME, disposition);
        if (name == null) {
            throw refused("A part of the form has no name.");
        }
        String file = group(FILE_NAME, disposition);
        int start = headEnd + HEAD_END.length;
        if (file == null && to - start > Limits.FORM_FIELD_BYTES_MAX) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "A field of the form may have %,d bytes at most.".formatted(Limits.FORM_FIELD_BYTES_MAX));
        }
        return new Part(name, file, header(head, "content-type:"), body, start, to);
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
                .findFirst()
                .orElse("");
    }

    private static String extension(String fileName) {
        Matcher matcher = EXTENSION.matcher(fileName);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static @Nullable String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    private static boolean isLast(byte[] body, int at) {
        return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
    }

    private static boolean startsWith(byte[] body, int at, byte[] wanted, int from) {
        for (int i = from; i < wanted.length; i++) {
            if (at + i - from >= body.length || body[at + i - from] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static int next(byte[] body, int from, byte[] wanted) {
        return indexOf(body, from, body.length, wanted);
    }

    /** The first byte decides mostly: a recording has few line ends. */
    private static int indexOf(byte[] body, int from, int to, byte[] wanted) {
        for (int i = from; i + wanted.length <= to; i++) {
            if (body[i] == wanted[0] && startsWith(body, i, wanted, 0)) {
                return i;
            }
        }
        return -1;
    }

    private static PlatformException refused(String sentence) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, sentence);
    }
}
