package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.Role;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A parameter of a query that cannot be what was meant is refused with its name and its bound, and never passed over. */
class QueryParametersTest {
    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static String owner;
    private static String secret;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(directory);
        owner = running.token("owner", Role.OWNER);
        secret = running.secret(KeyLimits.NONE);
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                /admin/v1/keys?cursor=zzz                                | cursor   | key_
                /admin/v1/keys?cursor=key_zzz                            | cursor   | key_
                /admin/v1/keys?cursor=key_01JDD5C9ZQX6V0T1QK9Z3N8R4M%00  | cursor   | key_
                /admin/v1/keys?cursor=key_01jdd5c9zqx6v0t1qk9z3n8r4m     | cursor   | key_
                /admin/v1/keys?limit=0                                   | limit    | 1 to 100
                /admin/v1/keys?limit=101                                 | limit    | 1 to 100
                /admin/v1/keys?limit=many                                | limit    | 1 to 100
                /admin/v1/keys?limit=99999999999999999999                | limit    | 1 to 100
                /admin/v1/keys?limit=2&limit=3                           | limit    | once
                /admin/v1/models?cursor=zzz                              | cursor   | one page
                /admin/v1/models?limit=1                                 | limit    | one page
                /admin/v1/projects?limit=1                               | limit    | one page
                /admin/v1/replicas?cursor=zzz                            | cursor   | one page
                /admin/v1/usage?from_ms=yesterday                        | from_ms  | 0 to
                /admin/v1/usage?from_ms=-1                               | from_ms  | 0 to
                /admin/v1/usage?to_ms=2026-11-25                         | to_ms    | 0 to
                /admin/v1/usage?from_ms=0&to_ms=9223372036854775807      | to_ms    | 253402300799999
                /admin/v1/usage?from_ms=2000&to_ms=1000                  | from_ms  | after
                /admin/v1/usage?from_ms=0&to_ms=999999999999             | to_ms    | 3700 days
                /admin/v1/usage?from_ms=0&to_ms=9999999999&group_by=hour | to_ms    | 93 days
                /admin/v1/usage?group_by=weather                         | group_by | model, key, project
                /v1/models?cursor=zzz                                    | cursor   | one page
                /v1/models?after=zzz                                     | after    | one page
                /v1/files?after=zzz                                      | after    | file-
                /v1/files?limit=0                                        | limit    | 1 to 10000
                /v1/files?limit=10001                                    | limit    | 1 to 10000
                /v1/files?order=random                                   | order    | asc, desc
                /v1/files?purpose=vision                                 | purpose  | batch, batch_output
                /v1/files?cursor=zzz                                     | cursor   | after
                /v1/batches?after=zzz                                    | after    | batch_
                /v1/batches?after=batch_~                                | after    | batch_
                /v1/batches?limit=0                                      | limit    | 1 to 100
                /v1/batches?limit=101                                    | limit    | 1 to 100
                /v1/batches?cursor=zzz                                   | cursor   | after
                /api/platform-status?model=a&model=b                     | model    | once
                """)
    void whatCannotBeMeantIsRefusedByName(String address, String field, String bound) {
        HttpResponse<String> answer = running.send("GET", address, address.startsWith("/v1") ? secret : owner);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = RunningPlatform.json(answer).get("error");
        assertThat(error.get("param").asString()).isEqualTo(field);
        assertThat(error.get("code").asString()).isEqualTo("invalid_request");
        assertThat(error.get("message").asString()).contains(field).contains(bound);
    }

    @Test
    void whatIsNoActOfAReplicaIsRefusedByName() {
        HttpResponse<String> answer =
                running.send("POST", "/admin/v1/replicas/none/unload?now=soon", running.token("op", Role.OPERATOR));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningPlatform.json(answer).at("/error/param").asString()).isEqualTo("now");
        assertThat(RunningPlatform.message(answer)).contains("true, false");
    }

    @Test
    void everyParameterThatIsDescribedWasTried() {
        List<String> described = new ArrayList<>();
        DescribedApi.DOCUMENT
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().path("get").path("parameters").forEach(parameter -> {
                    if (parameter.path("in").asString().equals("query")) {
                        described.add(
                                path.getKey() + "?" + parameter.get("name").asString());
                    }
                }));

        assertThat(new TreeSet<>(described))
                .as("a new parameter needs a line in the table of this test")
                .containsExactly(
                        "/admin/v1/keys?cursor",
                        "/admin/v1/keys?limit",
                        "/admin/v1/usage?from_ms",
                        "/admin/v1/usage?group_by",
                        "/admin/v1/usage?to_ms",
                        "/api/platform-status?model",
                        "/v1/batches?after",
                        "/v1/batches?limit",
                        "/v1/files?after",
                        "/v1/files?limit",
                        "/v1/files?order",
                        "/v1/files?purpose");
    }

    @Test
    void filesComeInPagesAndInEitherOrder() {
        OpenAIClient client = running.official(secret);
        try {
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(client.files()
                        .create(FileCreateParams.builder()
                                .purpose(FilePurpose.BATCH)
                                .file(file("part-" + i + ".jsonl"))
                                .build())
                        .id());
            }

            assertThat(client.files().list(page(FileListParams.Order.DESC)).autoPager().stream()
                            .map(FileObject::id))
                    .containsExactlyElementsOf(made.reversed());
            assertThat(client.files().list(page(FileListParams.Order.ASC)).autoPager().stream()
                            .map(FileObject::id))
                    .containsExactlyElementsOf(made);
            assertThat(client.files().list(page(FileListParams.Order.ASC)).data())
                    .hasSize(2);
        } finally {
            client.close();
        }
    }

    private static FileListParams page(FileListParams.Order order) {
        return FileListParams.builder().limit(2).order(order).build();
    }

    private static MultipartField<InputStream> file(String name) {
        return MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)))
                .filename(name)
                .build();
    }
}
