package dev.llmaas.platform.oidc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Drives the pages as a script does: forms, their hidden fields, redirects that are looked at and not followed. */
final class PretendBrowser implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]*)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");

    private final HttpClient http;

    PretendBrowser(Path authority) {
        this.http = HttpClient.newBuilder().sslContext(trusting(authority)).build();
    }

    HttpResponse<String> get(URI address, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(URI address, Map<String, String> form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Parameters.encode(form)));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Sends the first form of a page with its hidden fields and {@code typed}. */
    HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> typed, String... headers) {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("the page has no form: " + page.statusCode() + " " + page.body());
        }
        Map<String, String> fields = hidden(page);
        fields.putAll(typed);
        return post(page.uri().resolve(form.group(1)), fields, headers);
    }

    static Map<String, String> hidden(HttpResponse<String> page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            fields.put(hidden.group(1), hidden.group(2));
        }
        return fields;
    }

    /** The parameters of the address that an answer redirects to. */
    static Map<String, String> redirected(HttpResponse<String> answer) {
        if (answer.statusCode() != 302) {
            throw new AssertionError("no redirect: " + answer.statusCode() + " " + answer.body());
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        String location = answer.headers().firstValue("location").orElseThrow();
        for (String pair : location.substring(location.indexOf('?') + 1).split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    static SSLContext trusting(Path authority) {
        try (var in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
