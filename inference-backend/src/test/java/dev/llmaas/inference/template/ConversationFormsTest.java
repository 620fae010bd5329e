package dev.llmaas.inference.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Conversations as OpenAI has them, before templates that ask for something else. */
class ConversationFormsTest {
    private static final String CALLS = """
            {"model": "m", "tools": [{"type": "function", "function": {"name": "weather", "description": "Weather",
               "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
             "messages": [{"role": "user", "content": "Weather in Paris and Rome?"},
              {"role": "assistant", "tool_calls": [
                {"id": "call_aaaaaaaaaaaaaaa123456789", "type": "function", "function": {"name": "weather", "arguments": "{\\"city\\": \\"Paris\\"}"}},
                {"id": "call_b", "type": "function", "function": {"name": "weather", "arguments": "{\\"city\\": \\"Rome\\"}"}}]},
              {"role": "tool", "tool_call_id": "call_b", "content": "hot"},
              {"role": "tool", "tool_call_id": "call_aaaaaaaaaaaaaaa123456789", "content": "cold"}]}""";

    @Test
    void mistralGetsNamesOfNineLetters() {
        String prompt = render("Mistral-Small-3.2-24B-Instruct-2506", CALLS);

        assertThat(prompt)
                .contains("[TOOL_CALLS]weather[CALL_ID]123456789[ARGS]{\"city\": \"Paris\"}")
                .contains("[TOOL_CALLS]weather[CALL_ID]0000callb[ARGS]{\"city\": \"Rome\"}")
                .contains("[TOOL_RESULTS]0000callb[TOOL_CONTENT]hot[/TOOL_RESULTS]");
    }

    @Test
    void templatesOfOneCallATurnGetTurnsOfOneCall() {
        assertThat(render("meta-llama-Llama-3.1-8B-Instruct", CALLS))
                .containsSubsequence("\"Paris\"}}<|eot_id|>", "cold", "\"Rome\"}}<|eot_id|>", "hot");
        assertThat(render("openai-gpt-oss-120b", CALLS))
                .containsSubsequence("{\"city\": \"Paris\"}<|call|>", "cold", "{\"city\": \"Rome\"}<|call|>", "hot");
    }

    @Test
    void everyPublishedTemplateTakesCallsWithoutContent() {
        for (String name : new String[] {
            "HuggingFaceTB-SmolLM3-3B",
            "NousResearch-Hermes-3-Llama-3.1-8B-tool_use",
            "Qwen-Qwen2.5-7B-Instruct",
            "Qwen-Qwen3-0.6B",
            "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
            "google-gemma-2-2b-it",
            "google-gemma-4-31B-it",
            "ibm-granite-granite-3.3-2B-Instruct"
        }) {
            assertThat(render(name, CALLS)).as(name).contains("hot").contains("cold");
        }
    }

    @Test
    void everyPublishedTemplateTakesFunctionsThatHaveNothingButAName() {
        String bare = """
                {"model": "m", "tools": [{"type": "function", "function": {"name": "now"}},
                   {"type": "function", "function": {"name": "weather",
                     "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
                 "messages": [{"role": "user", "content": "What time is it?"}]}""";

        assertThat(ReferenceTemplatesTest.names())
                .hasSize(12)
                .allSatisfy(name -> assertThat(render(name.replace(".jinja", ""), bare))
                        .as(name)
                        .contains("now", "weather", "city"));
    }

    @Test
    void aTemplateWithoutToolsIsToldOfThemInWords() {
        String prompt = render("google-gemma-2-2b-it", CALLS);

        assertThat(prompt)
                .containsSubsequence(
                        "You can call these functions:",
                        "\"weather\"",
                        "Weather in Paris and Rome?",
                        "[{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}, {",
                        "Result of weather:\nhot\n\nResult of weather:\ncold");
        assertThat(render("google-gemma-2-2b-it", CALLS.replace("\"model\"", "\"tool_choice\": \"none\", \"model\"")))
                .doesNotContain("You can call");
    }

    @Test
    void gptOssGetsItsReasoningBack() {
        String prompt = render(
                "openai-gpt-oss-120b",
                CALLS.replace("\"tool_calls\": [", "\"reasoning_content\": \"Two cities.\", \"tool_calls\": ["));

        assertThat(prompt).contains("<|channel|>analysis<|message|>Two cities.<|end|>");
    }

    @Test
    void theEffortReachesTheTemplate() {
        String ask =
                "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"reasoning_effort\": \"%s\"}";

        assertThat(render("openai-gpt-oss-120b", ask.formatted("high"))).contains("Reasoning: high");
        assertThat(render("Qwen-Qwen3-0.6B", ask.formatted("none"))).endsWith("<think>\n\n</think>\n\n");
        assertThat(render("Qwen-Qwen3-0.6B", ask.formatted("low"))).endsWith("<|im_start|>assistant\n");
        assertThat(render("deepseek-ai-DeepSeek-R1-Distill-Qwen-32B", ask.formatted("low")))
                .endsWith("<think>\n");
    }

    private static String render(String name, String request) {
        return ChatTemplate.parse(
                        ReferenceTemplatesTest.resource(name + ".jinja"),
                        "<s>",
                        "</s>",
                        InstantSource.system(),
                        ZoneOffset.UTC)
                .render(WireJson.mapper().readValue(request, ChatCompletionRequest.class));
    }
}
