// Needs: com.openai:openai-java
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The official client of OpenAI, streaming. */
public class OpenAiChat {
    public static void main(String[] arguments) throws Exception {
        X509TrustManager trust = trust(Path.of(System.getenv("LLMAAS_CA")));
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(null, new X509TrustManager[] {trust}, null);
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(System.getenv("LLMAAS_BASE_URL"))
                .apiKey(System.getenv("LLMAAS_API_KEY"))
                .sslSocketFactory(tls.getSocketFactory())
                .trustManager(trust)
                .build();
        ChatCompletionCreateParams question = ChatCompletionCreateParams.builder()
                .model(System.getenv("LLMAAS_CHAT_MODEL"))
                .addUserMessage("How do I create an API key?")
                .build();
        try (StreamResponse<ChatCompletionChunk> answer = client.chat().completions().createStreaming(question)) {
            answer.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(System.out::print);
        }
        System.out.println();
        client.close();
    }

    /** Trusts the platform's own authority; not needed where a public authority signed its certificate. */
    private static X509TrustManager trust(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry("llmaas", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
