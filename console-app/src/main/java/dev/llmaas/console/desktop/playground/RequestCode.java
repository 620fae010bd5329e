package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.console.session.Endpoint;
import dev.llmaas.console.session.Shell;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as code that makes it; the key is read from the environment.
 *
 * @param endpoint where the API is, and what clients must be told to trust
 */
record RequestCode(Endpoint endpoint) {
    private static final String PYTHON_CHAT = """
            for part in client.chat.completions.create(**request):
                if part.choices:
                    print(part.choices[0].delta.content or "", end="", flush=True)""";
    private static final String NODE_CHAT = """
            for await (const part of await client.chat.completions.create(request)) {
              process.stdout.write(part.choices[0]?.delta?.content ?? "");
            }""";

    /** A conversation, whose answer is printed as it comes. */
    Map<String, String> chat(ChatCompletionRequest request) {
        return json("/chat/completions", request, PYTHON_CHAT, NODE_CHAT);
    }

    /** Vectors of texts. */
    Map<String, String> embeddings(Object request) {
        return json(
                "/embeddings",
                request,
                "print(client.embeddings.create(**request).data)",
                "console.log((await client.embeddings.create(request)).data);");
    }

    /** An order of documents; OpenAI's clients have no method for it, but send any request. */
    Map<String, String> rerank(Object request) {
        return json(
                "/rerank",
                request,
                "print(client.post(\"/rerank\", body=request, cast_to=object))",
                "console.log(await client.post(\"/rerank\", { body: request }));");
    }

    /** A recording, written down. */
    Map<String, String> transcription(String file, String model, String language) {
        Map<String, String> code = new LinkedHashMap<>();
        // A string of JSON is one of Python, JavaScript, Java and of curl's forms.
        String name = WireJson.mapper().writeValueAsString(file);
        String spoken = language.isEmpty() ? "" : " \\\n  -F language=" + language;
        code.put("curl", """
                curl %s/audio/transcriptions%s \\
                  -H "Authorization: Bearer $LLMAAS_API_KEY" \\
                  -F %s \\
                  -F model=%s%s \\
                  -F response_format=verbose_json""".formatted(endpoint.url(), certificate(), Shell.quoted("file=@" + name), model, spoken));
        code.put("Python", """
                import os%s
                from openai import OpenAI

                client = OpenAI(base_url="%s", api_key=os.environ["LLMAAS_API_KEY"])
                with open(%s, "rb") as file:
                    answer = client.audio.transcriptions.create(
                        file=file, model="%s",%s response_format="verbose_json")
                print(answer.text)""".formatted(
                        pythonTrust(),
                        endpoint.url(),
                        name,
                        model,
                        language.isEmpty() ? "" : " language=\"%s\",".formatted(language)));
        code.put("Node.js", """
                %simport fs from "node:fs";
                import OpenAI from "openai";

                const client = new OpenAI({ baseURL: "%s", apiKey: process.env.LLMAAS_API_KEY });
                const answer = await client.audio.transcriptions.create({
                  file: fs.createReadStream(%s),
                  model: "%s",%s
                  response_format: "verbose_json",
                });
                console.log(answer.text);""".formatted(
                        nodeTrust(),
                        endpoint.url(),
                        name,
                        model,
                        language.isEmpty() ? "" : "\n  language: \"%s\",".formatted(language)));
        code.put("Java", """
                // the SDK of the platform: dev.llmaas:client-sdk
                try (OpenAiClient openAi = new OpenAiClient(
                        ClientOptions.of(URI.create("%s")),
                        new ApiKeyCredentials(System.getenv("LLMAAS_API_KEY")))) {
                    Transcription answer = openAi.transcribe(
                            Upload.of(Path.of(%s)),
                            TranscriptionOptions.of("%s")%s,
                            sent -> {});
                    System.out.println(answer.text());
                }""".formatted(
                        endpoint.url().resolve("/"),
                        name,
                        model,
                        language.isEmpty() ? "" : ".withLanguage(\"%s\")".formatted(language)));
        return code;
    }

    private Map<String, String> json(String path, Object request, String python, String node) {
        String json = IndentedJson.of(request);
        Map<String, String> code = new LinkedHashMap<>();
        code.put("curl", curl(path, json));
        code.put("Python", python(json, python));
        code.put("Node.js", node(json, node));
        code.put("Java", java(path, json));
        code.put("JSON", json);
        return code;
    }

    private String curl(String path, String json) {
        return """
                curl -N %s%s%s \\
                  -H "Authorization: Bearer $LLMAAS_API_KEY" \\
                  -H "Content-Type: application/json" \\
                  -d %s""".formatted(endpoint.url(), path, certificate(), Shell.quoted(json));
    }

    // The text of the JSON goes into a raw Python string, so that neither quotes nor backslashes of the prompt matter.
    private String python(String json, String act) {
        return """
                import json, os%s
                from openai import OpenAI

                client = OpenAI(base_url="%s", api_key=os.environ["LLMAAS_API_KEY"])
                request = json.loads(r'''%s''')
                %s""".formatted(pythonTrust(), endpoint.url(), json.replace("'", "\\u0027"), act);
    }

    // JSON is JavaScript, but for what only a source file minds: it stands there as it is.
    private String node(String json, String act) {
        return """
                %simport OpenAI from "openai";

                const client = new OpenAI({ baseURL: "%s", apiKey: process.env.LLMAAS_API_KEY });
                const request = %s;
                %s""".formatted(nodeTrust(), endpoint.url(), json, act);
    }

    private String java(String path, String json) {
        String text = json.replace("\\", "\\\\")
                .replace("\"\"\"", "\\\"\\\"\\\"")
                .indent(8)
                .stripTrailing();
        return """
                %sString json = \"""
                %s\""";
                HttpRequest request = HttpRequest.newBuilder(URI.create("%s%s"))
                        .header("Authorization", "Bearer " + System.getenv("LLMAAS_API_KEY"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .forEach(System.out::println);""".formatted(javaTrust(), text, endpoint.url(), path);
    }

    private String certificate() {
        return trust(" --cacert %s");
    }

    private String pythonTrust() {
        return trust("  # export SSL_CERT_FILE=%s");
    }

    private String nodeTrust() {
        return trust("// export NODE_EXTRA_CA_CERTS=%s\n");
    }

    private String javaTrust() {
        return trust("""
                // keytool -importcert -noprompt -alias llmaas -file %s -keystore trust.p12 -storepass changeit
                // java -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=changeit ...
                """);
    }

    private String trust(String words) {
        Path authority = endpoint.authorityFile();
        return authority == null ? "" : words.formatted(Shell.quoted(authority.toString()));
    }
}
