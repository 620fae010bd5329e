package dev.llmaas.console.desktop.keys;

import dev.llmaas.console.desktop.keys.SampleFiles.Sample;
import dev.llmaas.console.desktop.widget.CodeBlock.Code;
import dev.llmaas.console.session.Endpoint;
import dev.llmaas.console.session.Shell;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Code that calls the platform with a key: one line to paste, and programs with the variables that they read.
 *
 * @param endpoint where the API is
 * @param models what to ask, by the name of the variable that holds it
 */
record CodeSamples(Endpoint endpoint, Map<String, String> models) {
    /** The variable that holds the name of the model to talk with. */
    static final String CHAT_MODEL = "LLMAAS_CHAT_MODEL";

    private static final String UNKNOWN_SECRET = "sk-llmaas-…";

    /** The first program of each language, in the order in which the languages are offered. */
    List<Code> programs() {
        Map<String, Sample> firsts = new LinkedHashMap<>();
        SampleFiles.all().forEach(sample -> firsts.putIfAbsent(sample.language(), sample));
        return firsts.values().stream()
                .map(sample -> new Code(
                        sample.language(), SampleFiles.text(sample.file()).stripTrailing(), start(sample)))
                .toList();
    }

    private String start(Sample sample) {
        String trust =
                sample.trust() == null || endpoint.authorityFile() == null ? "" : sample.trust() + "=\"$LLMAAS_CA\" ";
        String install = sample.install() == null ? "" : sample.install() + "\n";
        return install + trust + sample.run();
    }

    /** One call that can be pasted into a terminal. */
    String curl(String secret) {
        Path authority = endpoint.authorityFile();
        return """
                curl %s/chat/completions%s \\
                  -H "Authorization: Bearer %s" \\
                  -H "Content-Type: application/json" \\
                  -d '{"model": "%s", "messages": [
                    {"role": "user", "content": "Hello"}]}'""".formatted(
                        endpoint.url(),
                        authority == null ? "" : " \\\n  --cacert " + Shell.quoted(authority.toString()),
                        secret,
                        models.getOrDefault(CHAT_MODEL, "model"));
    }

    /** The variables that the programs read, for a terminal. */
    String environment(@Nullable String secret) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("LLMAAS_BASE_URL", endpoint.url().toString());
        variables.put("LLMAAS_API_KEY", secret == null ? UNKNOWN_SECRET : secret);
        Path authority = endpoint.authorityFile();
        if (authority != null) {
            variables.put("LLMAAS_CA", authority.toString());
        }
        variables.putAll(models);
        List<String> lines = variables.entrySet().stream()
                .map(variable -> "export " + variable.getKey() + "=" + Shell.quoted(variable.getValue()))
                .toList();
        return String.join("\n", lines);
    }
}
