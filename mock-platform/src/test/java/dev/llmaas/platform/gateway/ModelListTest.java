package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.models.ModelInfo;
import com.anthropic.models.models.ModelListPage;
import com.anthropic.models.models.ModelListParams;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The list of models, as the SDKs of both dialects ask for it. */
class ModelListTest {
    private static final List<String> MODELS = List.of("a", "b", "c", "d", "e");

    @TempDir
    static Path directory;

    private static Corridor corridor;
    private static IssuedApiKey key;

    @BeforeAll
    static void open() {
        Map<String, URI> replicas = new LinkedHashMap<>();
        MODELS.forEach(model -> replicas.put(model, URI.create("openai+http://127.0.0.1:9/v1")));
        corridor = new Corridor(directory, Patience.STANDARD, replicas);
        key = corridor.key(KeyLimits.NONE);
    }

    @AfterAll
    static void close() {
        corridor.close();
    }

    @Test
    void anthropicsClientReadsTheListPageByPage() {
        ModelListPage page =
                client().models().list(ModelListParams.builder().limit(2).build());
        assertThat(page.data()).hasSize(2);

        List<String> ids = new ArrayList<>();
        for (ModelInfo model : page.autoPager()) {
            model.validate();
            ids.add(model.id());
        }

        assertThat(ids).containsExactlyElementsOf(MODELS);
        assertThat(client().models().list().data()).hasSize(5);
        assertThat(client().models().retrieve("c").validate().displayName()).isEqualTo("c");
    }

    @Test
    void aPageBeforeAModelEndsThere() throws Exception {
        JsonNode page = CorridorCalls.json(get("/v1/models?limit=2&before_id=d", "x-api-key", key.secret(), true)
                .body());

        assertThat(page.path("data").findValuesAsString("id")).containsExactly("b", "c");
        assertThat(page.path("has_more").booleanValue()).isTrue();
        assertThat(page.path("first_id").asString()).isEqualTo("b");
        assertThat(page.path("last_id").asString()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=1001,limit",
        "after_id=z,after_id",
        "before_id=z,before_id",
        "after_id=a&before_id=b,before_id"
    })
    void aParameterThatWillNotDoIsNamed(String query, String param) throws Exception {
        HttpResponse<String> refused = get("/v1/models?" + query, "x-api-key", key.secret(), true);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(CorridorCalls.json(refused.body()).at("/error/param").asString())
                .isEqualTo(param);
    }

    @Test
    void theKeyOfAnthropicsClientsOpensOpenAisListToo() throws Exception {
        HttpResponse<String> list = get("/v1/models", "x-api-key", key.secret(), false);

        JsonNode models = CorridorCalls.json(list.body());
        assertThat(models.path("object").asString()).isEqualTo("list");
        assertThat(models.path("data").findValuesAsString("id")).containsExactlyElementsOf(MODELS);
        assertThat(models.at("/data/0/parent").isNull()).isTrue();
        assertThat(get("/v1/models", "authorization", "Bearer " + key.secret(), false)
                        .body())
                .isEqualTo(list.body());
        assertThat(get("/v1/models", "x-api-key", "nonsense", true).statusCode())
                .isEqualTo(401);
    }

    private static AnthropicClient client() {
        return AnthropicOkHttpClient.builder()
                .baseUrl(corridor.running.uri("").toString())
                .apiKey(key.secret())
                .maxRetries(0)
                .sslSocketFactory(corridor.running.sslContext().getSocketFactory())
                .trustManager(corridor.running.trust())
                .build();
    }

    private static HttpResponse<String> get(String path, String header, String value, boolean anthropic)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(corridor.running.uri(path)).header(header, value);
        if (anthropic) {
            request.header("anthropic-version", "2023-06-01");
        }
        return corridor.running.client(Version.HTTP_1_1).send(request.build(), BodyHandlers.ofString());
    }
}
