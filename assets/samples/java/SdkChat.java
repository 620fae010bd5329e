// Needs: dev.llmaas:client-sdk
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.OpenAiClient;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** The client of this project, streaming. */
public class SdkChat {
    public static void main(String[] arguments) throws Exception {
        X509Certificate authority;
        try (InputStream pem = Files.newInputStream(Path.of(System.getenv("LLMAAS_CA")))) {
            authority = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        URI platform = URI.create(System.getenv("LLMAAS_BASE_URL")).resolve("/");
        ClientOptions options = ClientOptions.of(platform).withAuthority(authority);
        ChatCompletionRequest question = ChatCompletionRequest.builder(System.getenv("LLMAAS_CHAT_MODEL"))
                .message(ChatMessage.user("How do I create an API key?"))
                .build();
        try (OpenAiClient client = new OpenAiClient(options, new ApiKeyCredentials(System.getenv("LLMAAS_API_KEY")));
                ChatStream answer = client.chatStream(question)) {
            answer.forEach(chunk -> chunk.choices().forEach(choice -> {
                String text = choice.delta().content();
                System.out.print(text == null ? "" : text);
            }));
            System.out.println();
        }
    }
}
