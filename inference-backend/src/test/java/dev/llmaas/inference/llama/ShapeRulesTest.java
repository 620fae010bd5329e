package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.grammar.Grammar;
import dev.llmaas.inference.grammar.SchemaCases;
import dev.llmaas.inference.grammar.Sentences;
import dev.llmaas.inference.grammar.Walker;
import dev.llmaas.inference.template.ChatTemplate;
import dev.llmaas.inference.toolcall.AnswerReaders;
import dev.llmaas.inference.toolcall.ReasoningFormat;
import dev.llmaas.inference.toolcall.Split;
import dev.llmaas.inference.toolcall.ToolCallFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What the grammar of a family lets be written, its reader reads as calls whose arguments validate: answers drawn at random,
 * for the templates of published models. {@code -Dshape.seed} repeats a run, {@code -Dshape.draws} makes it longer.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShapeRulesTest {
    private static final long SEED = Long.getLong("shape.seed", System.nanoTime());
    private static final int DRAWS = Integer.getInteger("shape.draws", 60);
    private static final String NAMED =
            "\"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"get_quota\"}}";
    private static final JsonNode QUOTA = WireJson.mapper().readTree("""
            {"type": "object", "properties": {"key": {"type": "string", "maxLength": 12},
              "days": {"type": "integer", "minimum": 1, "maximum": 31}},
             "required": ["key", "days"], "additionalProperties": false}""");
    private static final JsonNode MODELS =
            WireJson.mapper().readTree("{\"type\": \"object\", \"properties\": {}, \"additionalProperties\": false}");

    /** All that a request decides: grammar and readers. */
    private record Form(AnswerReaders readers, String prompt, ToolWish tools, Optional<Grammar> grammar) {
        static Form of(String template, String fields) {
            String source = source(template);
            ChatCompletionRequest request = Guide.greedyWith("How much is left?", """
                    {"tools": [
                       {"type": "function", "function": {"name": "get_quota", "description": "What is left", "strict": true,
                         "parameters": %s}},
                       {"type": "function", "function": {"name": "list_models", "description": "All models",
                         "parameters": %s}}],
                     %s}""".formatted(QUOTA, MODELS, fields));
            String prompt = ChatTemplate.parse(source, "<s>", "</s>", InstantSource.system(), ZoneOffset.UTC)
                    .render(request);
            AnswerReaders readers = AnswerReaders.of(source, mark -> false);
            ToolWish tools = ToolWish.of(request);
            return new Form(readers, prompt, tools, new ShapeRules(readers, prompt, tools, null).grammar());
        }

        Split read(String text) {
            return Split.of(readers.reader(prompt, tools.names(), tools.several(), tools.forced()), text);
        }

        /** A call as the family writes it, without what is around all calls. */
        String call(String name, String arguments) {
            ToolCallFormat.Frame frame = readers.calls().frame();
            return frame.beforeName() + name + frame.beforeArguments() + arguments + frame.afterArguments();
        }

        boolean takes(String text) {
            return new Walker(grammar.orElseThrow()).accepts(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What the model thinks first where the prompt has begun it. */
        String begun() {
            return readers.reasoning().isOpenAfter(prompt) ? "Hm.\n</think>\n\n" : "";
        }

        List<String> drawn() {
            System.err.println("shape.seed=" + SEED);
            RandomGenerator random = new Random(SEED);
            Sentences sentences = new Sentences(grammar.orElseThrow(), random, words());
            List<String> drawn = new ArrayList<>();
            for (int i = 0; i < DRAWS; i++) {
                sentences.next().ifPresent(drawn::add);
            }
            assertThat(drawn).hasSizeGreaterThan(DRAWS / 2);
            return drawn;
        }

        private List<String> words() {
            ReasoningFormat reasoning = readers.reasoning();
            String bad = "{\"key\": \"k\", \"days\": 99}";
            String begin = readers.calls().frame().begin();
            List<String> words = new ArrayList<>(readers.marks());
            words.addAll(List.of(
                    begin + call("get_quota", bad),
                    begin + call("get_quota", "{\"key\": \"k\", \"days\": 9}"),
                    begin + call("list_models", "{}"),
                    "```json\n" + call("get_quota", bad),
                    "<|python_tag|>" + call("get_quota", bad),
                    " to=functions.get_quota<|message|>" + bad,
                    "[TOOL_CALLS]get_quota" + bad,
                    "\n\n",
                    "<tool_call>",
                    "[{"));
            for (int i = 0; i < 8; i++) {
                words.add(reasoning.open());
                words.add(reasoning.close());
                words.add(begin + readers.calls().frame().beforeName());
            }
            words.removeIf(String::isEmpty);
            return words;
        }
    }

    static List<String> templates() {
        return List.of(
                "HuggingFaceTB-SmolLM3-3B",
                "Mistral-Small-3.2-24B-Instruct-2506",
                "NousResearch-Hermes-3-Llama-3.1-8B-tool_use",
                "Qwen-Qwen2.5-7B-Instruct",
                "Qwen-Qwen3-0.6B",
                "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
                "google-gemma-2-2b-it",
                "google-gemma-4-31B-it",
                "ibm-granite-granite-3.3-2B-Instruct",
                "meta-llama-Llama-3.1-8B-Instruct",
                "meta-llama-Llama-3.3-70B-Instruct",
                "openai-gpt-oss-120b");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aForcedAnswerIsCallsThatValidateAndNothingElse(String template) {
        Form form = Form.of(template, "\"tool_choice\": \"required\"");

        List<Split> answers = form.drawn().stream().map(form::read).toList();

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.text()).isEmpty();
            assertThat(answer.calls()).isNotEmpty();
            assertCalls(answer);
        });
        boolean several = answers.stream().anyMatch(answer -> answer.calls().size() > 1);
        assertThat(several).isEqualTo(form.readers().calls().severalCalls());
        assertThat(form.takes(form.begun() + "Sure")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void withoutParallelCallsThereIsOne(String template) {
        Form several = Form.of(template, "\"tool_choice\": \"required\"");
        Form one = Form.of(template, "\"tool_choice\": \"required\", \"parallel_tool_calls\": false");

        assertThat(one.drawn()).allSatisfy(text -> assertCalls(one.read(text), 1));
        ToolCallFormat.Frame frame = one.readers().calls().frame();
        String first = one.begun() + frame.begin() + one.call("list_models", "{}");
        String second = first + frame.separator() + one.call("list_models", "{}");
        assertThat(one.takes(first)).isTrue();
        assertThat(one.takes(second)).isFalse();
        assertThat(several.takes(second)).isEqualTo(one.readers().calls().severalCalls());
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aNamedFunctionIsCalledOnce(String template) {
        Form form = Form.of(template, NAMED);

        assertThat(form.drawn()).allSatisfy(text -> {
            Split answer = form.read(text);
            assertCalls(answer, 1);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.calls().getFirst()).startsWith("get_quota {");
        });
    }

    @ParameterizedTest
    @MethodSource("templates")
    void withAutoAStrictFunctionGetsValidArgumentsOrIsNotCalled(String template) {
        Form form = Form.of(template, "\"tool_choice\": \"auto\"");

        List<Split> answers = form.drawn().stream().map(form::read).toList();

        assertThat(answers).allSatisfy(ShapeRulesTest::assertCalls);
        assertThat(answers).anySatisfy(answer -> assertThat(answer.calls()).isNotEmpty());
        assertThat(answers).anySatisfy(answer -> assertThat(answer.text()).isNotEmpty());
        assertThat(answers).anySatisfy(answer -> assertThat(answer.calls()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("templates")
    void withAutoTextIsFreeAndABadCallIsNotBegunAnywhere(String template) {
        Form form = Form.of(template, "\"tool_choice\": \"auto\"");
        ToolCallFormat.Frame frame = form.readers().calls().frame();
        boolean harmony = form.readers().reasoning() == ReasoningFormat.HARMONY;
        String text = form.begun() + (harmony ? "<|channel|>final<|message|>" : "");
        String good = frame.begin() + form.call("get_quota", "{\"key\": \"k\", \"days\": 9}");
        String bad = frame.begin() + form.call("get_quota", "{\"key\": \"k\", \"days\": 99}");

        assertThat(form.takes(text + "Well: a[0] <b> {1} `x` is 50 %.\n```json\n{\"a\": [1]}\n```\n"))
                .isTrue();
        assertThat(form.takes(form.begun() + good)).isTrue();
        assertThat(form.takes(form.begun() + bad)).isFalse();
        boolean bare = form.readers().calls().family().isBare();
        if (!bare && !harmony) {
            assertThat(form.takes(text + "I will look.\n\n" + good)).isTrue();
            assertThat(form.takes(text + "I will look.\n\n" + bad)).isFalse();
        }
        if (bare) {
            assertThat(form.takes("\n" + good)).isTrue();
            assertThat(form.takes("\n" + bad)).isFalse();
        }
        if (form.readers().calls().family() == ToolCallFormat.Family.LLAMA3) {
            assertThat(form.takes("I look.<|python_tag|>" + good)).isTrue();
            assertThat(form.takes("I look.<|python_tag|>" + bad)).isFalse();
        }
        if (harmony) {
            String preamble = "<|channel|>commentary<|message|>I look.<|end|><|start|>assistant";
            assertThat(form.takes(preamble + good)).isTrue();
            assertThat(form.takes(preamble + bad)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void withoutCallsAnythingMayBeSaid(String template) {
        assertThat(Form.of(template, "\"tool_choice\": \"none\"").grammar()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aModelThatReasonsReasonsBeforeAForcedCall(String template) {
        for (String choice : List.of("\"tool_choice\": \"required\"", NAMED)) {
            Form form = Form.of(template, choice);
            ReasoningFormat reasoning = form.readers().reasoning();
            String open = form.begun().isEmpty() ? reasoning.open() : "";
            String next = reasoning == ReasoningFormat.HARMONY ? "<|start|>assistant" : "\n\n";
            ToolCallFormat.Frame frame = form.readers().calls().frame();
            String call = frame.begin() + form.call("get_quota", "{\"key\": \"k\", \"days\": 9}") + frame.end();
            String answer = open + "Hm, {1} it is." + reasoning.close() + next + call;

            if (reasoning == ReasoningFormat.NONE) {
                assertThat(form.takes(call)).isTrue();
                assertThat(form.takes("Hm")).isFalse();
            } else {
                assertThat(form.takes(answer)).isTrue();
                Split read = form.read(answer);
                assertThat(read.reasoning()).isEqualTo("Hm, {1} it is.");
                assertThat(read.text()).isEmpty();
                assertCalls(read, 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aForcedCallThatIsCutAnywhereIsNoText(String template) {
        Form form = Form.of(template, NAMED);
        ToolCallFormat.Frame frame = form.readers().calls().frame();
        String before = form.begun() + frame.begin() + frame.beforeName() + "get_quota";
        String call =
                form.begun() + frame.begin() + form.call("get_quota", "{\"key\": \"k\", \"days\": 9}") + frame.end();

        for (int length = 0; length <= call.length(); length++) {
            Split cut = form.read(call.substring(0, length));

            assertThat(cut.text()).isEmpty();
            assertThat(cut.length()).isEqualTo(length);
            // The name is known once something follows it, which for Gemma are the arguments themselves.
            assertThat(cut.calls()).as(call.substring(0, length)).hasSize(length > before.length() ? 1 : 0);
            assertThat(cut.calls()).allMatch(told -> told.startsWith("get_quota "));
        }
    }

    private static void assertCalls(Split answer, int count) {
        assertThat(answer.calls()).hasSize(count);
        assertCalls(answer);
    }

    private static void assertCalls(Split answer) {
        assertThat(answer.whole()).isEqualTo(answer.calls().size());
        assertThat(answer.calls()).allSatisfy(call -> {
            int space = call.indexOf(' ');
            String name = call.substring(0, space);
            assertThat(name).isIn("get_quota", "list_models");
            JsonNode schema = name.equals("get_quota") ? QUOTA : MODELS;
            assertThat(SchemaCases.complaints(schema, call.substring(space + 1)))
                    .as("seed %d: %s", SEED, call)
                    .isEmpty();
        });
    }

    private static String source(String template) {
        try (InputStream in = ShapeRulesTest.class.getResourceAsStream("/chat-templates/" + template + ".jinja")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
