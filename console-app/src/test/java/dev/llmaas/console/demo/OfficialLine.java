package dev.llmaas.console.demo;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.llmaas.console.session.Profile;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** OpenAI's own client, on a line to a platform that made its certificate itself. */
final class OfficialLine {
    private OfficialLine() {}

    static OpenAIClient to(Profile profile, String secret) throws Exception {
        X509TrustManager trust = trust(profile.pinned().orElseThrow());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new X509TrustManager[] {trust}, null);
        return OpenAIOkHttpClient.builder()
                .baseUrl(profile.openAiUrl().toString())
                .apiKey(secret)
                .sslSocketFactory(tls.getSocketFactory())
                .trustManager(trust)
                .build();
    }

    private static X509TrustManager trust(X509Certificate authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("platform", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
