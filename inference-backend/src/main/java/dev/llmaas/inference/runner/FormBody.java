package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form of {@code multipart/form-data} (RFC 7578) with one file and some short fields. {@code toString} shows sizes only.
 *
 * @param fields the fields by their names, the file not among them; of several of one name the last
 * @param file the file; not to be changed
 * @param extension what the name of the file ends with, without the point, lower case; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FormBody(Map<String, List<String>> fields, byte[] file, String extension) {
    private static final Pattern BOUNDARY =
            Pattern.compile("multipart/form-data\\s*;.*?boundary=\"?([^\";\\s]{1,200})\"?.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=\"([^\"]{0,200})\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[;\\s]filename=\"([^\"]{0,1000})\"");
    private static final Pattern EXTENSION = Pattern.compile(".*\\.([A-Za-z0-9]{1,8})");
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES_MAX = 8_192;

    FormBody {
        fields = Map.copyOf(fields);
    }

    /**
     * Reads a form.
     *
     * @throws Rejected if it is none, or has no file
     */
    static FormBody read(byte[] body, @Nullable String contentType) {
        Matcher type = BOUNDARY.matcher(contentType == null ? "" : contentType);
        if (!type.matches()) {
            throw refused("The body must be multipart/form-data with a boundary.", null);
        }
        byte[] mark = ("--" + type.group(1)).getBytes(StandardCharsets.ISO_8859_1);
        byte[] next = ("\r\n--" + type.group(1)).getBytes(StandardCharsets.ISO_8859_1);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        byte[] file = null;
        String extension = "";
        int count = 0;
        int at = indexOf(body, mark, 0);
        while (at >= 0 && at + mark.length + 2 <= body.length && body[at + mark.length] != '-') {
            int head = at + mark.length + 2;
            int content = indexOf(body, END_OF_HEAD, head);
            int end = content < 0 ? -1 : indexOf(body, next, content + 2);
            if (content < 0 || end < 0 || content - head > HEAD_BYTES_MAX || ++count > RunnerLimits.FORM_FIELDS_MAX) {
                throw refused("The form is cut short, or has too many fields.", null);
            }
            String heading = new String(body, head, content - head, StandardCharsets.UTF_8);
            String name = first(NAME, heading).orElse("");
            byte[] value = Arrays.copyOfRange(body, Math.min(end, content + END_OF_HEAD.length), end);
            if (name.equals("file")) {
                file = value;
                extension = first(FILE_NAME, heading)
                        .flatMap(given -> first(EXTENSION, given))
                        .orElse("")
                        .toLowerCase(Locale.ROOT);
            } else {
                fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(new String(value, StandardCharsets.UTF_8));
            }
            at = end + 2;
        }
        if (file == null) {
            throw refused("The form must have a file.", "file");
        }
        return new FormBody(fields, file, extension);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        boolean found = pattern == EXTENSION ? matcher.matches() : matcher.find();
        return found ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static int indexOf(byte[] text, byte[] wanted, int from) {
        for (int i = from; i <= text.length - wanted.length; i++) {
            if (text[i] == wanted[0] && Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static Rejected refused(String sentence, @Nullable String param) {
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence, param);
    }

    /** A field, the last one if it is repeated; empty if it is absent. */
    String text(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? "" : values.getLast().strip();
    }

    /** All fields of this name, in their order. */
    List<String> values(String name) {
        return fields.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return "FormBody[%d fields, file of %d bytes]".formatted(fields.size(), file.length);
    }
}
