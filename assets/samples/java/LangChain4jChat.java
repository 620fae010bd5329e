// Needs: dev.langchain4j:langchain4j-open-ai
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** LangChain4j. */
public class LangChain4jChat {
    public static void main(String[] arguments) throws Exception {
        HttpClient.Builder http = HttpClient.newBuilder().sslContext(trusting(Path.of(System.getenv("LLMAAS_CA"))));
        ChatModel model = OpenAiChatModel.builder()
                .httpClientBuilder(JdkHttpClient.builder().httpClientBuilder(http))
                .baseUrl(System.getenv("LLMAAS_BASE_URL"))
                .apiKey(System.getenv("LLMAAS_API_KEY"))
                .modelName(System.getenv("LLMAAS_CHAT_MODEL"))
                .build();
        System.out.println(model.chat("How do I create an API key?"));
    }

    /** Trusts the platform's own authority; not needed where a public authority signed its certificate. */
    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry("llmaas", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(null, factory.getTrustManagers(), null);
        return tls;
    }
}
