package dev.llmaas.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.Completion;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.scripted.Script;
import dev.llmaas.inference.scripted.ScriptedEngine;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRouteTest {
    private final ScriptedEngine engine = new ScriptedEngine(
            new EngineSpec(URI.create("scripted:///"), "m", 4, 0, 0, null), Script.DEFAULT, InstantSource.system());
    private final RunnerServer server = new RunnerServer(engine, "token", new Backend("scripted", "here"));
    private final TestCaller caller = new TestCaller(RunnerProcess.baseUrl(server.start()), "Bearer token");

    @AfterEach
    void end() {
        caller.close();
        server.close();
        engine.close();
    }

    @Test
    void anAnswerInOnePieceHasOneChoiceForEachPromptAndWish() throws Exception {
        Completion answer = WireJson.mapper()
                .readValue(
                        post(
                                "\"prompt\":[\"a b\",\"c\"],\"n\":2,\"echo\":true,\"script\":\"tokens=2&words=x,y\"",
                                Map.of()),
                        Completion.class);

        assertThat(answer.object()).isEqualTo("text_completion");
        assertThat(answer.id()).isEqualTo("cmpl-01X");
        assertThat(answer.choices()).extracting(Completion.Choice::index).containsExactly(0, 1, 2, 3);
        assertThat(answer.choices())
                .extracting(Completion.Choice::text)
                .containsExactly("a bx y", "a bx y", "cx y", "cx y");
        assertThat(answer.usage().promptTokens()).isEqualTo(3);
        assertThat(answer.usage().completionTokens()).isEqualTo(8);
    }

    @Test
    void aStreamHasTheShapeOfTextAndItsUsageOnTheLastChunk() throws Exception {
        String stream =
                post("\"prompt\":\"a b\",\"script\":\"tokens=2&words=x,y\"", Map.of(RunnerProtocol.FRAMES, "1"));
        List<Completion> chunks = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line ->
                        chunks.add(WireJson.mapper().readValue(line.substring("data: ".length()), Completion.class)));

        assertThat(chunks)
                .extracting(chunk -> chunk.choices().getFirst().text())
                .containsExactly("x", " y", "");
        assertThat(chunks.getLast().choices().getFirst().finishReason()).isEqualTo("stop");
        assertThat(chunks.getLast().usage().totalTokens()).isEqualTo(4);
        assertThat(chunks.getLast().backend()).isEqualTo(new Backend("scripted", "here"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt|\"prompt\":[]",
                "prompt|\"prompt\":{}",
                "prompt|\"prompt\":[\"a\",1]",
                "prompt|\"prompt\":[-1]",
                "prompt|\"n\":1",
                "suffix|\"prompt\":\"a\",\"suffix\":\"b\"",
                "best_of|\"prompt\":\"a\",\"best_of\":2",
                "echo|\"prompt\":[1],\"echo\":true",
                "logprobs|\"prompt\":\"a\",\"echo\":true,\"logprobs\":1"
            })
    void whatItCannotDoIsRefusedByName(String param, String fields) throws Exception {
        assertThat(post(fields, Map.of())).contains("\"param\":\"%s\"".formatted(param), "invalid_request");
    }

    private String post(String fields, Map<String, String> headers) throws Exception {
        HttpResponse<String> answer = caller.post(
                RunnerProtocol.COMPLETIONS_PATH, "{\"model\":\"m\",%s}".formatted(fields), "req_01X", headers);
        return answer.body();
    }
}
