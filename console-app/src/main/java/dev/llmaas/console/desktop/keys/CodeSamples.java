package dev.llmaas.console.desktop.keys;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Code that calls the platform, ready to run.
 *
 * @param baseUrl where the API is
 * @param ownAuthority whether the platform's certificate is one that clients must be told to trust
 * @param model the model to ask
 */
record CodeSamples(URI baseUrl, boolean ownAuthority, String model) {
    private static final String PLACEHOLDER = "$LLMAAS_API_KEY";

    /** The samples in the order in which they are offered. */
    Map<String, String> byLanguage(@Nullable String secret) {
        Map<String, String> samples = new LinkedHashMap<>();
        samples.put("curl", curl(secret == null ? PLACEHOLDER : secret));
        samples.put("Python", python());
        samples.put("Node.js", node());
        samples.put("Java", java());
        return samples;
    }

    private String curl(String secret) {
        return """
                curl %s/chat/completions%s \\
                  -H "Authorization: Bearer %s" \\
                  -H "Content-Type: application/json" \\
                  -d '{"model": "%s", "messages": [
                    {"role": "user", "content": "Hello"}]}'""".formatted(baseUrl, ownAuthority ? " --cacert ca.pem" : "", secret, model);
    }

    private String python() {
        return """
                # pip install openai%s
                import os
                from openai import OpenAI

                client = OpenAI(
                    base_url="%s",
                    api_key=os.environ["LLMAAS_API_KEY"],
                )
                answer = client.chat.completions.create(
                    model="%s",
                    messages=[{"role": "user", "content": "Hello"}],
                )
                print(answer.choices[0].message.content)""".formatted(ownAuthority ? "\n# export SSL_CERT_FILE=ca.pem" : "", baseUrl, model);
    }

    private String node() {
        return """
                // npm install openai%s
                import OpenAI from "openai";

                const client = new OpenAI({
                  baseURL: "%s",
                  apiKey: process.env.LLMAAS_API_KEY,
                });
                const answer = await client.chat.completions.create({
                  model: "%s",
                  messages: [{ role: "user", content: "Hello" }],
                });
                console.log(answer.choices[0].message.content);""".formatted(ownAuthority ? "\n// export NODE_EXTRA_CA_CERTS=ca.pem" : "", baseUrl, model);
    }

    private String java() {
        return """
                // com.openai:openai-java%s
                OpenAIClient client = OpenAIOkHttpClient.builder()
                    .baseUrl("%s")
                    .apiKey(System.getenv("LLMAAS_API_KEY"))
                    .build();
                ChatCompletion answer = client.chat().completions().create(
                    ChatCompletionCreateParams.builder()
                        .model("%s")
                        .addUserMessage("Hello")
                        .build());
                System.out.println(
                    answer.choices().getFirst().message().content().orElse(""));""".formatted(
                ownAuthority ? "\n// keytool -importcert -file ca.pem -keystore trust.p12" : "", baseUrl, model);
    }
}
