package dev.llmaas.inference.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubModelTest {
    private static String chosen(String name, String... files) {
        return new HubModel(
                        ModelName.of(name),
                        "c",
                        null,
                        false,
                        Arrays.stream(files)
                                .map(file -> new HubFile(file, 1, null))
                                .toList())
                .chosen()
                .path();
    }

    @Test
    void theOnlyFileIsMeant() {
        assertThat(chosen("o/r", "README.md", "mmproj-r-F16.gguf", "r-Q8_0.gguf"))
                .isEqualTo("r-Q8_0.gguf");
    }

    @Test
    void theUsualQuantisationIsMeantUnlessAnotherIsNamed() {
        String[] files = {"r-Q4_K_M.gguf", "r-Q4_K_S.gguf", "r-Q8_0.gguf", "r.F16.gguf"};

        assertThat(chosen("o/r", files)).isEqualTo("r-Q4_K_M.gguf");
        assertThat(chosen("o/r:q8_0", files)).isEqualTo("r-Q8_0.gguf");
        assertThat(chosen("o/r:f16", files)).isEqualTo("r.F16.gguf");
        assertThat(chosen("o/r:r-Q4_K_S.gguf", files)).isEqualTo("r-Q4_K_S.gguf");
    }

    @Test
    void aQuantisationIsAWholeWord() {
        assertThatThrownBy(() -> chosen("o/r:Q4_K", "r-Q4_K_M.gguf", "r-Q8_0.gguf"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("It has: r-Q4_K_M.gguf, r-Q8_0.gguf");
    }

    @Test
    void whatIsNotClearIsAsked() {
        assertThatThrownBy(() -> chosen("o/r", "a-Q3_K_L.gguf", "b-Q3_K_L.gguf"))
                .extracting(refused -> ((StoreException) refused).reason())
                .isEqualTo(Reason.INVALID);
        assertThatThrownBy(() -> chosen("o/r", "model.safetensors"))
                .extracting(refused -> ((StoreException) refused).reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void aPartOfAModelIsRefused() {
        assertThatThrownBy(() -> chosen("o/r:Q8_0", "r-Q8_0-00001-of-00002.gguf"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("one part of several");
    }

    @Test
    void aSpeechModelIsMeantByItsNameOnly() {
        assertThat(chosen("ggerganov/whisper.cpp:ggml-base.bin", "ggml-base.bin", "ggml-tiny.bin"))
                .isEqualTo("ggml-base.bin");
    }

    @Test
    void namesHaveOneForm() {
        assertThat(ModelName.of("o/r:sub/f.gguf@v1.0")).isEqualTo(new ModelName("o", "r", "sub/f.gguf", "v1.0"));
        for (String wrong : new String[] {"", "r", "o/r/x", "../r", "o/..", "o/r:", "o/r:../../etc/passwd", "o r/x"}) {
            assertThatThrownBy(() -> ModelName.of(wrong)).as(wrong).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void theEnvironmentNamesHubTokenAndProxies() {
        HubAccess access = HubAccess.ofEnvironment(Map.of(
                "HF_ENDPOINT", "https://mirror.example/hub/",
                "HF_TOKEN", "secret",
                "https_proxy", "http://user:word@proxy.example:3128",
                "no_proxy", "localhost,.corp.example"));

        assertThat(access.hub()).isEqualTo(URI.create("https://mirror.example/hub"));
        assertThat(access.token()).isEqualTo("secret");
        assertThat(access.toString()).doesNotContain("secret").doesNotContain("word");
        assertThat(access.proxyFor(access.hub())).hasHost("proxy.example");
        assertThat(access.proxyFor(URI.create("https://a.corp.example/"))).isNull();
        assertThat(access.proxyFor(URI.create("http://elsewhere.example/"))).isNull();
        assertThat(HubAccess.ofEnvironment(Map.of()).hub()).isEqualTo(HubAccess.PUBLIC_HUB);
    }

    @Test
    void theStoreLiesWhereTheSystemKeepsData() {
        Path home = Path.of("/home/a");

        assertThat(StoreDirectory.of("Linux", home, Map.of())).isEqualTo(home.resolve(".local/share/llmaas/models"));
        assertThat(StoreDirectory.of("Linux", home, Map.of("XDG_DATA_HOME", "/d")))
                .isEqualTo(Path.of("/d/llmaas/models"));
        assertThat(StoreDirectory.of("Mac OS X", home, Map.of()))
                .isEqualTo(home.resolve("Library/Application Support/llmaas/models"));
        assertThat(StoreDirectory.of("Linux", home, Map.of(StoreDirectory.VARIABLE, "/m")))
                .isEqualTo(Path.of("/m"));
    }
}
