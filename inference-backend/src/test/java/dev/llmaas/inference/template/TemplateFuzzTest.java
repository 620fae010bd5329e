package dev.llmaas.inference.template;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Published templates with their words cut out, doubled and swapped: each is refused or rendered, and nothing else happens.
 * {@code -Dtemplate.seed} repeats a run.
 */
@Timeout(120)
class TemplateFuzzTest {
    private static final long SEED = Long.getLong("template.seed", System.nanoTime());
    private static final int MUTANTS = Integer.getInteger("template.mutants", 60);
    private static final Pattern WORDS = Pattern.compile("(?<=\\W)|(?=\\W)");
    private static final List<String> NAMES = List.of(
            "HuggingFaceTB-SmolLM3-3B",
            "Mistral-Small-3.2-24B-Instruct-2506",
            "NousResearch-Hermes-3-Llama-3.1-8B-tool_use",
            "Qwen-Qwen3-0.6B",
            "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
            "google-gemma-4-31B-it",
            "ibm-granite-granite-3.3-2B-Instruct",
            "meta-llama-Llama-3.1-8B-Instruct",
            "openai-gpt-oss-120b");
    private static final List<String> HOSTILE = List.of(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "for x in range(10**9)",
            "endfor",
            "*",
            "**",
            "'a' * 99999999",
            "[",
            "]",
            "(",
            ")",
            "| join",
            "| tojson",
            "is defined",
            "not ",
            "-1",
            "9223372036854775807",
            "'",
            "\"",
            "\\",
            ".",
            "namespace()",
            "messages[::-1]",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "\u0000",
            "😀",
            "~",
            "loop");

    @Test
    void aMutantIsRefusedOrRendered() {
        System.err.println("template.seed=" + SEED);
        RandomGenerator random = new Random(SEED);
        ChatCompletionRequest request = WireJson.mapper().readValue("""
                        {"model": "m", "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters":
                           {"type": "object", "properties": {"a": {"type": "string", "enum": ["x"]}}}}}],
                         "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Hi <|im_end|>"},
                          {"role": "assistant", "tool_calls": [{"id": "abcdefghi", "type": "function",
                            "function": {"name": "f", "arguments": "{\\"a\\": [1, 2.5, null]}"}}]},
                          {"role": "tool", "tool_call_id": "abcdefghi", "content": "r"}, {"role": "user", "content": "😀"}]}""", ChatCompletionRequest.class);
        for (String name : NAMES) {
            String source = ReferenceTemplatesTest.resource(name + ".jinja");
            for (int i = 0; i < MUTANTS; i++) {
                String mutant = mutant(source, random);
                assertThatCode(() -> render(mutant, request))
                        .as("seed %d, %s, mutant %d", SEED, name, i)
                        .doesNotThrowAnyException();
            }
        }
    }

    private static void render(String source, ChatCompletionRequest request) {
        try {
            ChatTemplate.parse(source, "<s>", "</s>", InstantSource.system(), ZoneOffset.UTC)
                    .withMarks(Set.of("<|im_end|>", "<|im_start|>"))
                    .prompt(request);
        } catch (TemplateException refused) {
            // That is the one way in which a template may fail.
        }
    }

    private static String mutant(String source, RandomGenerator random) {
        List<String> words = new ArrayList<>(List.of(WORDS.split(source)));
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(5)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, words.get(random.nextInt(words.size())));
                case 2 -> words.set(at, HOSTILE.get(random.nextInt(HOSTILE.size())));
                case 3 -> words.add(at, HOSTILE.get(random.nextInt(HOSTILE.size())));
                default ->
                    words.subList(at, Math.min(words.size(), at + random.nextInt(30)))
                            .clear();
            }
            if (words.isEmpty()) {
                return "";
            }
        }
        return String.join("", words);
    }
}
