package dev.llmaas.inference.template;

import dev.llmaas.inference.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into words, and cuts white space as Jinja does with {@code trim_blocks} and {@code lstrip_blocks}: a line
 * break right after a block is dropped, and so are blanks before a block that begins its line.
 */
final class Lexer {
    private static final List<String> LONG_OPERATORS = List.of("==", "!=", "<=", ">=", "**", "//");
    private static final String OPERATORS = "+-*/%~[](){}<>=.:|,;";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int countedTo;
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    /** Cuts a template. */
    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int tag = nextTag(at);
            if (tag < 0) {
                data(source.substring(at));
                at = source.length();
            } else {
                tag(tag);
            }
        }
        add(Kind.END, "");
    }

    private int nextTag(int from) {
        for (int open = source.indexOf('{', from); open >= 0; open = source.indexOf('{', open + 1)) {
            char kind = open + 1 < source.length() ? source.charAt(open + 1) : ' ';
            if (kind == '%' || kind == '{' || kind == '#') {
                return open;
            }
        }
        return -1;
    }

    private void tag(int tag) {
        char kind = source.charAt(tag + 1);
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        boolean signed = sign == '-' || sign == '+';
        data(before(source.substring(at, tag), sign, kind == '{'));
        at = tag + (signed ? 3 : 2);
        switch (kind) {
            case '#' -> comment();
            case '{' -> words(Kind.PRINT_BEGIN, Kind.PRINT_END, "}}");
            default -> {
                if (!raw()) {
                    words(Kind.BLOCK_BEGIN, Kind.BLOCK_END, "%}");
                }
            }
        }
        lineStarts = at > 0 && source.charAt(at - 1) == '\n';
    }

    /** The text before a tag, without what the tag cuts off. */
    private String before(String text, char sign, boolean print) {
        if (sign == '-') {
            return PythonText.stripRight(text);
        }
        if (sign == '+' || print) {
            return text;
        }
        int lineStart = text.lastIndexOf('\n') + 1;
        boolean blank = PythonText.strip(text.substring(lineStart)).isEmpty();
        return blank && (lineStart > 0 || lineStarts) ? text.substring(0, lineStart) : text;
    }

    private void data(String text) {
        if (!text.isEmpty()) {
            add(Kind.DATA, text);
        }
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw error("a comment has no end");
        }
        afterTag(end, 2, end > at ? source.charAt(end - 1) : ' ', true);
    }

    /** Goes on behind a tag whose closing mark is at {@code end}, and cuts what the tag cuts off. */
    private void afterTag(int end, int length, char sign, boolean trims) {
        at = end + length;
        if (sign == '-') {
            while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
                at++;
            }
        } else if (sign != '+' && trims && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
    }

    /** Takes a raw block whole; false if the tag is another one. */
    private boolean raw() {
        int close = bareWord(at, "raw");
        if (close < 0) {
            return false;
        }
        afterTag(close, 2, source.charAt(close - 1), false);
        for (int tag = source.indexOf("{%", at); tag >= 0; tag = source.indexOf("{%", tag + 2)) {
            char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            int end = bareWord(tag + (sign == '-' || sign == '+' ? 3 : 2), "endraw");
            if (end >= 0) {
                lineStarts = source.charAt(at - 1) == '\n';
                data(before(source.substring(at, tag), sign, false));
                afterTag(end, 2, source.charAt(end - 1), true);
                return true;
            }
        }
        throw error("a raw block has no end");
    }

    /** Where the closing mark is of a tag that holds one word only; negative if it holds something else. */
    private int bareWord(int from, String word) {
        int begin = skipSpace(from);
        if (!source.startsWith(word, begin)) {
            return -1;
        }
        int end = skipSpace(begin + word.length());
        if (end < source.length() && (source.charAt(end) == '-' || source.charAt(end) == '+')) {
            end++;
        }
        return source.startsWith("%}", end) ? end : -1;
    }

    private int skipSpace(int from) {
        int place = from;
        while (place < source.length() && PythonText.isSpace(source.charAt(place))) {
            place++;
        }
        return place;
    }

    private void words(Kind begin, Kind end, String close) {
        add(begin, begin == Kind.PRINT_BEGIN ? "{{" : "{%");
        int open = 0;
        while (true) {
            at = skipSpace(at);
            if (at >= source.length()) {
                throw error("a tag has no end");
            }
            if (open == 0 && closes(end, close)) {
                return;
            }
            char first = source.charAt(at);
            if (first == '(' || first == '[' || first == '{') {
                open++;
            } else if (first == ')' || first == ']' || first == '}') {
                open--;
            }
            word(first);
        }
    }

    private boolean closes(Kind end, String close) {
        char sign = source.charAt(at);
        int mark = sign == '-' || sign == '+' ? at + 1 : at;
        if (!source.startsWith(close, mark) || (sign == '+' && end == Kind.PRINT_END)) {
            return false;
        }
        add(end, close);
        afterTag(mark, 2, sign, end == Kind.BLOCK_END);
        return true;
    }

    private void word(char first) {
        int begin = at;
        if (Character.isDigit(first)) {
            number();
        } else if (first == '_' || Character.isUnicodeIdentifierStart(first)) {
            while (at < source.length() && Character.isUnicodeIdentifierPart(source.charAt(at))) {
                at++;
            }
            add(Kind.NAME, source.substring(begin, at));
        } else if (first == '\'' || first == '"') {
            string(first);
        } else {
            operator();
        }
    }

    private void number() {
        int begin = at;
        digits();
        boolean real = false;
        if (at + 1 < source.length() && source.charAt(at) == '.' && Character.isDigit(source.charAt(at + 1))) {
            real = true;
            at++;
            digits();
        }
        if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < source.length() && "+-".indexOf(source.charAt(exponent)) >= 0) {
                exponent++;
            }
            if (exponent < source.length() && Character.isDigit(source.charAt(exponent))) {
                real = true;
                at = exponent;
                digits();
            }
        }
        add(real ? Kind.REAL : Kind.WHOLE, source.substring(begin, at).replace("_", ""));
    }

    private void digits() {
        while (at < source.length() && (Character.isDigit(source.charAt(at)) || source.charAt(at) == '_')) {
            at++;
        }
    }

    private void string(char quote) {
        int begin = at + 1;
        int end = begin;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw error("a string has no end");
        }
        add(Kind.STRING, PythonText.unescape(source.substring(begin, end)));
        at = end + 1;
    }

    private void operator() {
        for (String operator : LONG_OPERATORS) {
            if (source.startsWith(operator, at)) {
                add(Kind.OPERATOR, operator);
                at += 2;
                return;
            }
        }
        char sign = source.charAt(at);
        if (OPERATORS.indexOf(sign) < 0) {
            throw error("the character '%s' has no meaning in a tag".formatted(sign));
        }
        add(Kind.OPERATOR, String.valueOf(sign));
        at++;
    }

    private void add(Kind kind, String text) {
        for (; countedTo < Math.min(at, source.length()); countedTo++) {
            if (source.charAt(countedTo) == '\n') {
                line++;
            }
        }
        tokens.add(new Token(kind, text, line));
    }

    private TemplateException error(String what) {
        return new TemplateException("line %d: %s".formatted(line, what));
    }
}
