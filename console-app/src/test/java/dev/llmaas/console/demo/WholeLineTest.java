package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.LiveState;
import dev.llmaas.console.desktop.overview.OverviewViewModel;
import dev.llmaas.console.session.Profile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the sign-in page to the model behind the chart, with the client that others wrote. */
class WholeLineTest {
    private static final String ANSWER =
            "Open \"API keys\" in the console, choose \"Create\", give a description and an expiry date, and copy the secret: it is shown only once.";

    @TempDir
    Path data;

    @Test
    void oneSignInOneKeyOneAnswerOneBillOneLiveChart() throws Exception {
        try (StartedDemo demo = StartedDemo.on(data)) {
            demo.awaitRunner(OptionalLong.empty());
            IssuedApiKey key = demo.session()
                    .admin()
                    .createKey(new NewApiKey(null, "whole line", null, null, new KeyLimits(10_000L, null, null)));
            List<OverviewViewModel.Frame> frames = new CopyOnWriteArrayList<>();
            try (LiveState live = new LiveState(
                    listener -> demo.session().admin().events(null, listener),
                    new Background(Runnable::run),
                    InstantSource.system())) {
                OverviewViewModel overview = new OverviewViewModel(
                        demo.session().admin(),
                        live::onTick,
                        new Background(Runnable::run),
                        demo.me().organization(),
                        demo.me()::may);
                overview.frameProperty().subscribe(frame -> {
                    if (frame != null) {
                        frames.add(frame);
                    }
                });
                overview.reload();
                live.start();
                await().until(() -> live.linkProperty().get() instanceof LiveState.Link.Live);

                Answer answer = ask(demo.platform().profile(), key.secret());

                assertThat(answer.text()).isEqualTo(ANSWER);
                RequestSettled onChart = awaitOnChart(frames, key);
                assertThat(onChart.usage().completionTokens())
                        .isEqualTo(answer.usage().completionTokens());
                assertThat(onChart.usage().promptTokens())
                        .isEqualTo(answer.usage().promptTokens());
                assertThat(rowOf(onChart.requestId()))
                        .containsExactly(
                                answer.usage().promptTokens(),
                                answer.usage().completionTokens(),
                                onChart.spend().nanoEuros());
            }
        }
    }

    private static RequestSettled awaitOnChart(List<OverviewViewModel.Frame> frames, IssuedApiKey key) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> frames.stream()
                                .flatMap(frame -> frame.recent().stream())
                                .filter(call -> call.keyId().equals(key.key().id()))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private record Answer(String text, CompletionUsage usage) {}

    private static Answer ask(Profile profile, String secret) throws Exception {
        OpenAIClient client = OfficialLine.to(profile, secret);
        StringBuilder text = new StringBuilder();
        CompletionUsage usage = null;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("guide-chat")
                        .temperature(0)
                        .addUserMessage("How do I create an API key?")
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            for (ChatCompletionChunk chunk : stream.stream().toList()) {
                chunk.choices()
                        .forEach(choice -> text.append(choice.delta().content().orElse("")));
                usage = chunk.usage().orElse(usage);
            }
        } finally {
            client.close();
        }
        return new Answer(text.toString(), usage);
    }

    private List<Long> rowOf(String requestId) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("llmaas.db"));
                PreparedStatement query = connection.prepareStatement(
                        "SELECT prompt_tokens, completion_tokens, spend_nano_euros FROM usage_event WHERE request_id = ?")) {
            query.setString(1, requestId);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).as("the call is in the ledger").isTrue();
                return List.of(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }
}
