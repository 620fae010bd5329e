package dev.llmaas.inference.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.inference.toolcall.ToolCallFormat.Family;
import dev.llmaas.inference.toolcall.ToolCallFormat.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    @ParameterizedTest
    @CsvSource({
        "HuggingFaceTB-SmolLM3-3B,GENERIC,THINK",
        "Mistral-Small-3.2-24B-Instruct-2506,MISTRAL,NONE",
        "NousResearch-Hermes-3-Llama-3.1-8B-tool_use,HERMES,NONE",
        "Qwen-Qwen2.5-7B-Instruct,HERMES,NONE",
        "Qwen-Qwen3-0.6B,HERMES,THINK",
        "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B,DEEPSEEK,THINK",
        "google-gemma-2-2b-it,GENERIC,NONE",
        "google-gemma-4-31B-it,GEMMA,GEMMA",
        "ibm-granite-granite-3.3-2B-Instruct,GRANITE,THINK_AND_RESPONSE",
        "meta-llama-Llama-3.1-8B-Instruct,LLAMA3,NONE",
        "meta-llama-Llama-3.3-70B-Instruct,LLAMA3,NONE",
        "openai-gpt-oss-120b,HARMONY,HARMONY",
    })
    void aPublishedTemplateTellsItsFamily(String name, Family family, ReasoningFormat reasoning) {
        String template = template(name);

        assertThat(ToolCallFormat.of(template, mark -> false).family()).isEqualTo(family);
        assertThat(ReasoningFormat.of(template, mark -> false)).isEqualTo(reasoning);
    }

    @Test
    void theVocabularyDecidesWhereTheTemplateIsSilent() {
        String silent = "{% for tool in tools %}{{ tool }}{% endfor %}";

        assertThat(ToolCallFormat.of(silent, "<tool_call>"::equals).family()).isEqualTo(Family.HERMES);
        assertThat(ToolCallFormat.of(silent, "[TOOL_CALLS]"::equals).family()).isEqualTo(Family.MISTRAL);
        assertThat(ToolCallFormat.of(silent, mark -> false).family()).isEqualTo(Family.GENERIC);
        assertThat(ReasoningFormat.of("", "<think>"::equals)).isEqualTo(ReasoningFormat.THINK);
    }

    @Test
    void aTemplateThatTakesOneCallATurnAllowsNoSecond() {
        assertThat(ToolCallFormat.of(template("meta-llama-Llama-3.1-8B-Instruct"), mark -> false)
                        .severalCalls())
                .isFalse();
        assertThat(ToolCallFormat.of(template("Qwen-Qwen3-0.6B"), mark -> false).severalCalls())
                .isTrue();
    }

    @Test
    void bothFormsOfAFamilyAreToldApart() {
        Frame named =
                ToolCallFormat.of("tools [TOOL_CALLS] [ARGS]", mark -> false).frame();
        Frame listed = ToolCallFormat.of("tools [TOOL_CALLS] [{", mark -> false).frame();
        Frame plain =
                ToolCallFormat.of("tools <｜tool▁calls▁begin｜>", mark -> false).frame();

        assertThat(named.beforeArguments()).isEqualTo("[ARGS]");
        assertThat(listed.begin()).isEqualTo("[TOOL_CALLS] [");
        assertThat(plain.beforeArguments()).isEqualTo("<｜tool▁sep｜>");
    }

    @Test
    void aPromptThatOpensReasoningIsSeen() {
        assertThat(ReasoningFormat.THINK.isOpenAfter("<｜Assistant｜><think>\n")).isTrue();
        assertThat(ReasoningFormat.THINK.isOpenAfter("<think>\n\n</think>\n\n")).isFalse();
        assertThat(ReasoningFormat.NONE.isOpenAfter("")).isFalse();
    }

    static String template(String name) {
        try (InputStream in = FormatsTest.class.getResourceAsStream("/chat-templates/" + name + ".jinja")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
