package dev.llmaas.console.demo;

import dev.llmaas.console.Limits;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.ServerTrust;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Signs a demonstration user in as a browser would: it loads the pages of the bundled provider, fills in the two forms and
 * follows the redirect to whoever waits for it. Each sign-in needs its own instance. Blocks.
 */
public final class DemoBrowser {
    /** Pages of one sign-in: the login form, the second factor, and the redirects between them. */
    private static final int PAGES_MAX = 10;

    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern INPUT = Pattern.compile("<input\\s[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern PRIMARY_BUTTON =
            Pattern.compile("<button\\s[^>]*class=\"primary\"[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private final DemoUser user;
    private final InstantSource clock;
    private final HttpClient http;

    /** A browser that trusts the platform of {@code profile} and types what {@code user} would. */
    public DemoBrowser(Profile profile, DemoUser user, InstantSource clock) {
        this.user = user;
        this.clock = clock;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Limits.PROBE_MAX)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL));
        profile.pinned().ifPresent(authority -> builder.sslContext(ServerTrust.only(authority)));
        this.http = builder.build();
    }

    /**
     * Opens {@code address} and signs in; returns when the program that waits for the redirect has answered it.
     *
     * @throws DemoException if a page is not the one expected
     * @throws InterruptedException if the caller gave up
     */
    public void signIn(URI address) throws InterruptedException {
        HttpRequest next = HttpRequest.newBuilder(address).build();
        for (int page = 0; page < PAGES_MAX; page++) {
            HttpResponse<String> answer = send(next);
            URI here = answer.uri();
            if (answer.statusCode() / 100 == 3) {
                next = HttpRequest.newBuilder(here.resolve(location(answer))).build();
            } else if (answer.statusCode() != 200) {
                throw new DemoException("Signing in failed: %s%s answered status %d."
                        .formatted(here.getAuthority(), here.getPath(), answer.statusCode()));
            } else if (FORM.matcher(answer.body()).find()) {
                next = fill(here, answer.body());
            } else {
                return;
            }
        }
        throw new DemoException("Signing in failed: it goes in circles over more than %d pages.".formatted(PAGES_MAX));
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new DemoException(
                    "Signing in failed: %s does not answer (%s)."
                            .formatted(request.uri().getAuthority(), unreachable.getMessage()),
                    unreachable);
        }
    }

    private static URI location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("location")
                .map(URI::create)
                .orElseThrow(() -> new DemoException("Signing in failed: a redirect leads nowhere."));
    }

    private HttpRequest fill(URI page, String html) {
        Matcher form = FORM.matcher(html);
        if (!form.find()) {
            throw new IllegalStateException("only pages with a form are filled in");
        }
        String fields = fields(html.substring(form.start())).entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(page.resolve(unescape(form.group(1))))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields))
                .build();
    }

    /** Hidden fields as they are, the others as the user would type them, and the button that goes on. */
    private Map<String, String> fields(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher input = INPUT.matcher(form);
        while (input.find()) {
            Map<String, String> attributes = attributes(input.group());
            String name = attributes.getOrDefault("name", "");
            switch (name) {
                case "" -> {}
                case "username" -> fields.put(name, user.user());
                case "password" -> fields.put(name, user.password());
                case "code" -> fields.put(name, user.code(clock.instant()));
                default -> fields.put(name, attributes.getOrDefault("value", ""));
            }
        }
        Matcher button = PRIMARY_BUTTON.matcher(form);
        if (button.find()) {
            Map<String, String> attributes = attributes(button.group());
            String name = attributes.getOrDefault("name", "");
            if (!name.isEmpty()) {
                fields.put(name, attributes.getOrDefault("value", ""));
            }
        }
        return fields;
    }

    private static Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(tag);
        while (attribute.find()) {
            attributes.put(attribute.group(1), unescape(attribute.group(2)));
        }
        return attributes;
    }

    private static String unescape(String html) {
        return html.replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
