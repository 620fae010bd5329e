package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as code that makes it.
 *
 * @param baseUrl where the API is
 * @param ownAuthority whether the platform's certificate is one that clients must be told to trust
 */
record RequestCode(URI baseUrl, boolean ownAuthority) {
    /** The code by language; the key is read from the environment. */
    Map<String, String> byLanguage(ChatCompletionRequest request) {
        String json = WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(request);
        Map<String, String> code = new LinkedHashMap<>();
        code.put("curl", curl(json));
        code.put("Python", python(json));
        code.put("JSON", json);
        return code;
    }

    private String curl(String json) {
        return """
                curl -N %s/chat/completions%s \\
                  -H "Authorization: Bearer $LLMAAS_API_KEY" \\
                  -H "Content-Type: application/json" \\
                  -d '%s'""".formatted(baseUrl, ownAuthority ? " --cacert ca.pem" : "", json.replace("'", "'\\''"));
    }

    // The text of the JSON goes into a raw Python string, so that neither quotes nor backslashes of the prompt matter.
    private String python(String json) {
        return """
                import json, os
                from openai import OpenAI

                client = OpenAI(base_url="%s", api_key=os.environ["LLMAAS_API_KEY"])
                request = json.loads(r'''%s''')
                for part in client.chat.completions.create(**request):
                    if part.choices:
                        print(part.choices[0].delta.content or "", end="", flush=True)""".formatted(baseUrl, json.replace("'", "\\u0027"));
    }
}
