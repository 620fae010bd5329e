package dev.llmaas.platform.oidc;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Markup that is safe to show. It is only made of templates of this program and of values, and every value is escaped
 * on its way in, so that nothing that somebody sent becomes markup.
 *
 * @param markup as it stands on the wire
 */
record Html(String markup) {
    /** Nothing. */
    static final Html EMPTY = new Html("");

    private static final String GAP = "{}";

    /**
     * Fills each {@code {}} of a template, a constant of this program, with the next value: markup as it is, anything
     * else escaped for text and for attributes in quotes.
     */
    static Html of(String template, Object... values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int gap = template.indexOf(GAP, from);
            if (gap < 0) {
                throw new IllegalArgumentException("a template has fewer gaps than values");
            }
            text.append(template, from, gap)
                    .append(value instanceof Html html ? html.markup : escape(String.valueOf(value)));
            from = gap + GAP.length();
        }
        if (template.indexOf(GAP, from) >= 0) {
            throw new IllegalArgumentException("a template has more gaps than values");
        }
        return new Html(text.append(template, from, template.length()).toString());
    }

    /** One after the other. */
    static Html join(List<Html> parts) {
        return new Html(parts.stream().map(Html::markup).collect(Collectors.joining("\n")));
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '`' -> escaped.append("&#96;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }
}
