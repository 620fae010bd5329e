package dev.llmaas.inference.template;

import java.util.regex.Pattern;

/**
 * What a template asks of conversations, read from its source: templates cannot be asked, and conversations of clients are
 * as OpenAI has them.
 *
 * @param knowsDeveloper whether it knows that role; else such turns are of the system
 * @param knowsTools whether it shows tools and calls
 * @param keepsAbsentContent whether it asks if a turn has content; else absent content is empty
 * @param oneCallATurn whether it writes one call a turn only
 * @param nineLetterIds whether names of calls must have nine letters and digits
 * @param readsThinking whether it takes reasoning by the name {@code thinking}
 * @param readsFunctions whether it reads the parts of a function, so that none may be absent; others write it as it is
 */
record TemplateTraits(
        boolean knowsDeveloper,
        boolean knowsTools,
        boolean keepsAbsentContent,
        boolean oneCallATurn,
        boolean nineLetterIds,
        boolean readsThinking,
        boolean readsFunctions) {
    private static final Pattern ASKS_FOR_CONTENT =
            Pattern.compile("(?<!\\w)content('\\]|\"\\])?\\s+is\\s+(not\\s+)?none");
    private static final Pattern PART_OF_FUNCTION =
            Pattern.compile("(tool|function)(['\"]\\])?(\\.|\\[['\"])(description|parameters)\\b");
    private static final Pattern NINE_LETTERS = Pattern.compile("\\|\\s*length\\s*!=\\s*9");

    static TemplateTraits of(String source) {
        return new TemplateTraits(
                source.contains("developer"),
                source.contains("tools"),
                ASKS_FOR_CONTENT.matcher(source).find(),
                source.contains("tool_calls[0]") && !source.contains("in message.tool_calls"),
                NINE_LETTERS.matcher(source).find(),
                source.contains("message.thinking"),
                PART_OF_FUNCTION.matcher(source).find());
    }
}
