package dev.llmaas.platform.about;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.ModelLife;
import dev.llmaas.api.admin.ModelStatus;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.PlatformStatus;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.openai.Model;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.DescribedApi;
import dev.llmaas.platform.RunningPlatform;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    private static final JsonNode API = WireJson.mapper().readTree(AboutRoutes.openApiText());

    @Test
    void everyAddressIsDescribedAndEveryDescriptionIsAnAddress(@TempDir Path directory) {
        try (RunningPlatform running = RunningPlatform.start(directory)) {
            Set<String> described = new TreeSet<>();
            API.get("paths")
                    .properties()
                    .forEach(path -> path.getValue()
                            .propertyNames()
                            .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

            assertThat(described).containsExactlyInAnyOrderElementsOf(running.platform.addresses());

            HttpResponse<String> served = running.send("GET", "/openapi.json", "");
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(RunningPlatform.json(served)).isEqualTo(API);
        }
    }

    @Test
    void everyExampleFitsItsSchema() {
        List<JsonNode> media = new ArrayList<>();
        collect(API, media);
        assertThat(media).hasSizeGreaterThan(15);
        for (JsonNode one : media) {
            assertThat(DescribedApi.complaints(one.get("schema"), one.get("example")))
                    .as(one.get("example").toString())
                    .isEmpty();
        }
    }

    @Test
    void everySeedSaysWhatItPromises() {
        List<JsonNode> seeds = API.findValues("seed").stream()
                .filter(seed -> seed.path("type").asString("").equals("integer"))
                .toList();

        assertThat(seeds)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(seed -> assertThat(seed.path("description").asString(""))
                        .contains("repeatable as long as the same other requests run beside it"));
    }

    @Test
    void whatDoesNotFitItsSchemaIsFound() {
        JsonNode schema = API.at("/paths/~1v1~1models/get/responses/200/content/application~1json/schema");

        assertThat(DescribedApi.complaints(schema, WireJson.mapper().readTree("{\"object\":\"list\",\"data\":[{}]}")))
                .isNotEmpty();
    }

    /** Bodies and answers that have an example. */
    private static void collect(JsonNode node, List<JsonNode> media) {
        if (node.has("schema") && node.has("example")) {
            media.add(node);
        }
        node.forEach(child -> collect(child, media));
    }

    @Test
    void everyOperationSaysWhatItIsAndWhoMayCallIt() {
        Set<String> names = new TreeSet<>();
        API.get("paths")
                .forEach(path -> path.forEach(operation -> {
                    assertThat(operation.path("summary").asString()).isNotBlank();
                    assertThat(operation.path("tags").size()).isEqualTo(1);
                    assertThat(operation.has("security"))
                            .as(operation.path("operationId").asString())
                            .isTrue();
                    assertThat(names.add(operation.path("operationId").asString()))
                            .isTrue();
                    assertThat(operation.at("/responses/default/$ref").asString())
                            .matches("#/components/responses/[A-Za-z]*Error");
                }));
    }

    @Test
    void thePageForPeopleIsServedWithNothingFromElsewhere(@TempDir Path directory) {
        try (RunningPlatform running = RunningPlatform.start(directory)) {
            HttpResponse<String> page = running.send("GET", "/docs", "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .startsWith("default-src 'none'; script-src 'self'")
                    .doesNotContain("unsafe");
            Matcher parts = Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page.body());
            int count = 0;
            while (parts.find()) {
                HttpResponse<String> part = running.send("GET", parts.group(1), "");
                assertThat(part.statusCode()).as(parts.group(1)).isEqualTo(200);
                assertThat(part.body().replace("http://www.w3.org/2000/svg", ""))
                        .as(parts.group(1))
                        .doesNotContainPattern("(src|href|url|import)[=( ]*[\"'(]?https?://");
                count++;
            }
            assertThat(count).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void thePageShowsTheFilesThatTheTestsRun(@TempDir Path directory) throws IOException {
        Path source = Path.of("..", "assets", "samples");
        Map<String, String> shown = new TreeMap<>();
        try (RunningPlatform running = RunningPlatform.start(directory)) {
            for (JsonNode sample : RunningPlatform.json(running.send("GET", "/docs/samples.json", ""))) {
                shown.put(sample.get("file").asString(), sample.get("text").asString());
                assertThat(API.findValuesAsString("operationId"))
                        .contains(sample.get("operation").asString());
            }
        }

        assertThat(shown).isEqualTo(programs(source));
    }

    private static Map<String, String> programs(Path source) throws IOException {
        Map<String, String> programs = new TreeMap<>();
        try (Stream<Path> files = Files.walk(source, 2)) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(sh|py|mjs|java)"))
                    .toList()) {
                programs.put(source.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return programs;
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode reference : API.findValues("$ref")) {
            assertThat(API.at(reference.asString().substring(1)).isMissingNode())
                    .as(reference.asString())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ApiKey.class,
                CatalogModel.class,
                ErrorBody.class,
                Me.class,
                Model.class,
                ModelLife.class,
                NewApiKey.class,
                Overview.class,
                ModelStatus.class,
                PlatformDescription.class,
                PlatformStatus.class,
                ProjectChange.class,
                ProjectSettings.class,
                PlatformEvent.KeyChanged.class,
                PlatformEvent.LoadSampled.class,
                PlatformEvent.ReplicaChanged.class,
                PlatformEvent.ReplicaSample.class,
                PlatformEvent.ReplicasSampled.class,
                PlatformEvent.RequestSettled.class,
                Replica.class,
                ReplicaLoad.class,
                Usage.class,
                UsageReport.class,
                UsageTotals.class
            })
    void aSchemaHasTheFieldsOfItsRecord(Class<?> type) {
        Set<String> fields = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        if (PlatformEvent.class.isAssignableFrom(type)) {
            fields.add("type");
        }

        JsonNode schema = API.at("/components/schemas/" + type.getSimpleName());

        assertThat(schema.get("properties").propertyNames()).containsExactlyInAnyOrderElementsOf(fields);
    }
}
