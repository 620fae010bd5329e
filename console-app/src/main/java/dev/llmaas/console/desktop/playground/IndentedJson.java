package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;
import tools.jackson.databind.ObjectWriter;

/** JSON as people write it: two spaces, one entry a line, a space behind the colon only. */
final class IndentedJson {
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = WireJson.mapper()
            .writer()
            .with(new DefaultPrettyPrinter()
                    .withSeparators(Separators.createDefaultInstance().withObjectNameValueSpacing(Spacing.AFTER))
                    .withObjectIndenter(LINES)
                    .withArrayIndenter(LINES));

    private IndentedJson() {}

    /** A record or a node, indented. */
    static String of(Object value) {
        return WRITER.writeValueAsString(value);
    }
}
