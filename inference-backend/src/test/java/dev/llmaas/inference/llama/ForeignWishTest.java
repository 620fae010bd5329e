package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.llama.Guide.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests written for other servers ask for is done or refused, never passed over. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignWishTest {
    private static final String PROMPT = "\"An API key\"";
    private static final String QUESTION = "What is this platform?";

    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open(2, 512);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"guided_grammar\": \"root ::= \\\"a\\\"\"",
                "\"grammar\": \"root ::= \\\"a\\\"\"",
                "\"ebnf\": \"root ::= \\\"a\\\"\"",
                "\"bad_words\": [\"platform\"]",
                "\"mirostat\": 2",
                "\"mirostat_tau\": 5",
                "\"dry_multiplier\": 0.8",
                "\"dry_base\": 1.75",
                "\"xtc_probability\": 0.5",
                "\"xtc_threshold\": 0.1",
                "\"use_beam_search\": true",
                "\"skip_special_tokens\": false",
                "\"continue_final_message\": true",
                "\"n_predict\": 4",
                "\"prompt_logprobs\": 0",
                "\"enable_thinking\": false",
                "\"chat_template\": \"{{ messages }}\"",
                "\"chat_template_kwargs\": \"thinking\"",
                "\"chat_template_kwargs\": [true]",
                "\"min_tokens\": -1",
                "\"min_tokens\": 11, \"max_tokens\": 10",
                "\"stop_token_ids\": 1",
                "\"stop_token_ids\": [99999999]",
                "\"stop_token_ids\": [-1]",
                "\"stop_token_ids\": [\"a\"]",
            })
    void whatCannotBeDoneIsRefusedByItsName(String field) {
        String name = field.substring(1, field.indexOf('"', 1));

        Rejected chat = refused("{%s}".formatted(field));

        assertThat(chat.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(chat.param()).contains(name);
        assertThat(chat.sentence()).contains(name).endsWith(".");
        if (!name.startsWith("chat_template_kwargs")) {
            Rejected text = catchThrowableOfType(
                    Rejected.class, () -> Guide.complete(engine, PROMPT, "\"max_tokens\": 10, %s".formatted(field)));
            assertThat(text.param()).contains(name);
        }
    }

    @Test
    void theRefusalNamesTheAlternative() {
        assertThat(refused("{\"guided_grammar\": \"root\"}").sentence())
                .isEqualTo(
                        "The engine of this model does not support guided_grammar. Use response_format with a JSON schema, guided_regex or guided_choice.");
        assertThat(refused("{\"mirostat\": 1}").sentence())
                .startsWith("The engine of this model does not support mirostat, except as 0.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mirostat\": 0, \"mirostat_tau\": 5.0, \"mirostat_eta\": 0.1",
                "\"dry_multiplier\": 0.0, \"dry_base\": 1.75, \"dry_sequence_breakers\": [\"a\"]",
                "\"xtc_probability\": 0, \"xtc_threshold\": 0.1",
                "\"bad_words\": [], \"use_beam_search\": false, \"skip_special_tokens\": true, \"length_penalty\": 1.0",
                "\"guided_json\": null, \"grammar\": null, \"min_tokens\": 0, \"stop_token_ids\": []",
                "\"cache_prompt\": true, \"priority\": 1, \"guided_decoding_backend\": \"auto\"",
                "\"chat_template_kwargs\": {\"thinking\": false}",
            })
    void whatChangesNothingPasses(String fields) throws InterruptedException {
        Reply plain = asked("\"max_tokens\": 8");

        assertThat(asked(fields + ", \"max_tokens\": 8").text()).isEqualTo(plain.text());
    }

    @Test
    void anAnswerHasTheTokensThatItMustHaveAtLeast() throws InterruptedException {
        Reply plain = asked("\"max_tokens\": 400");
        assertThat(plain.finishReason()).isEqualTo("stop");
        int more = (int) plain.usage().completionTokens() + 7;

        Reply longer = asked("\"max_tokens\": 400, \"min_tokens\": %d".formatted(more));

        assertThat(longer.usage().completionTokens()).isGreaterThanOrEqualTo(more);
        assertThat(longer.text()).startsWith(plain.text());
    }

    @Test
    void aStopTextCountsOnlyBehindTheTokensThatMustBe() throws InterruptedException {
        Reply plain = asked("\"max_tokens\": 20");
        String stop = plain.text().substring(0, 3);

        Reply stopped = asked("\"max_tokens\": 20, \"stop\": \"%s\"".formatted(stop));
        Reply later = asked("\"max_tokens\": 20, \"min_tokens\": 5, \"stop\": \"%s\"".formatted(stop));

        assertThat(stopped.text()).isEmpty();
        assertThat(later.usage().completionTokens()).isGreaterThanOrEqualTo(5);
        assertThat(later.text()).startsWith(stop);
    }

    @Test
    void aTokenEndsTheAnswerWhereItIsAskedTo() throws InterruptedException {
        Reply plain = asked("\"max_tokens\": 12");
        List<Integer> tokens = engine.tokenize(plain.text(), false);
        int end = tokens.get(4);
        int first = tokens.indexOf(end);

        Reply ended = asked("\"max_tokens\": 12, \"stop_token_ids\": [%d]".formatted(end));

        assertThat(ended.finishReason()).isEqualTo("stop");
        assertThat(ended.usage().completionTokens()).isEqualTo(first);
        assertThat(ended.text()).isEqualTo(engine.detokenize(tokens.subList(0, first)));
        assertThat(asked("\"max_tokens\": 12, \"min_tokens\": 12, \"stop_token_ids\": [%d]".formatted(end))
                        .usage()
                        .completionTokens())
                .isEqualTo(12);
    }

    private static Rejected refused(String fields) {
        return catchThrowableOfType(Rejected.class, () -> Guide.reply(engine, Guide.greedyWith(QUESTION, fields)));
    }

    private static Reply asked(String fields) throws InterruptedException {
        return Guide.reply(engine, Guide.greedyWith(QUESTION, "{%s}".formatted(fields)));
    }
}
