package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge of the other tests notices what is not as promised. */
class KeptAnswersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions|{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\"}",
                "/v1/chat/completions|{\"id\":\"c\",\"object\":\"chunk\",\"created\":1,\"model\":\"m\",\"choices\":[]}",
                "/v1/chat/completions|{\"error\":{\"message\":\"m\"}}",
                "/v1/responses|{\"type\":\"response.created\"}",
                "/v1/responses|{\"type\":\"response.strange\"}",
                "/v1/messages|{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\"}}",
                "/v1/messages|{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"strange\"}}",
                "/v1/messages|{\"type\":\"error\",\"error\":{}}",
                "/v1/messages|{\"type\":\"strange\"}",
                "/v1/audio/transcriptions|{\"type\":\"transcript.text.delta\"}"
            })
    void anEventThatIsNotAsPromisedIsNoticed(String path, String data) {
        assertThatThrownBy(() -> KeptAnswers.event(path, data)).isInstanceOf(AssertionError.class);
    }

    @Test
    void anEventThatIsAsPromisedPasses() {
        assertThatCode(() -> {
                    KeptAnswers.event("/v1/chat/completions", "[DONE]");
                    KeptAnswers.event(
                            "/v1/chat/completions",
                            "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[]}");
                    KeptAnswers.event(
                            "/v1/audio/transcriptions", "{\"type\":\"transcript.text.delta\",\"delta\":\"a\"}");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aSegmentMayLackNothingButWhatNoEngineOfOursKnows() {
        String answer =
                "{\"language\":\"en\",\"duration\":1,\"text\":\"a\",\"segments\":[{\"id\":0,\"seek\":0,\"start\":0,"
                        + "\"end\":1,\"text\":\"a\",\"temperature\":0%s}]}";
        String schema = "CreateTranscriptionResponseVerboseJson";

        assertThatCode(() -> OpenAiSchema.assertValid(schema, answer.formatted(",\"compression_ratio\":1")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> OpenAiSchema.assertValid(schema, answer.formatted("")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> OpenAiSchema.assertValid(
                        schema, answer.formatted(",\"compression_ratio\":1,\"avg_logprob\":\"low\"")))
                .as("what is told all the same must fit")
                .isInstanceOf(AssertionError.class);
    }
}
