package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.platform.http.FormParts;
import dev.llmaas.platform.http.FormParts.Upload;
import org.junit.jupiter.api.Test;

class AudioFormTest {
    @Test
    void anEngineGetsTheFormWithItsOwnNameOfTheModel() {
        AudioForm form = new AudioForm("whisper");
        form.field("prompt", "model\r\n\r\nwhisper");
        byte[] bytes = form.body(new Upload(new byte[] {'\r', '\n', '-', '-', 0, 1}, "wav"));

        FormParts same = FormParts.read(AudioForm.renamed(bytes, "whisper"), form.contentType());
        FormParts other = FormParts.read(AudioForm.renamed(bytes, "openai/whisper-large-v3"), form.contentType());

        assertThat(same.text("model")).contains("whisper");
        assertThat(other.text("model")).contains("openai/whisper-large-v3");
        assertThat(other.text("prompt")).contains("model\r\n\r\nwhisper");
        assertThat(other.file("file").bytes()).containsExactly('\r', '\n', '-', '-', 0, 1);
        assertThat(other.file("file").extension()).isEqualTo("wav");
    }
}
