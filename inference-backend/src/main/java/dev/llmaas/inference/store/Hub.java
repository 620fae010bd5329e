package dev.llmaas.inference.store;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.models.StoreEvent.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a hub offers, by the addresses of Hugging Face, which mirrors have too: {@code /api/models/OWNER/REPO/revision/REV},
 * {@code /api/models/OWNER/REPO/tree/REV} and {@code /OWNER/REPO/resolve/REV/PATH} (its documentation of the Hub API, 2026).
 * Nothing that it says is trusted beyond its form. Thread-safe.
 */
final class Hub {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COMMIT = Pattern.compile("[0-9A-Za-z._-]{1,100}");
    private static final Pattern NEXT_PAGE = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");

    private final HubAccess access;
    private final HubHttp http;

    Hub(HubAccess access, HubHttp http) {
        this.access = access;
        this.http = http;
    }

    /**
     * What a repository holds.
     *
     * @throws StoreException if there is none, or the hub does not tell
     */
    HubModel model(ModelName name) throws InterruptedException {
        JsonNode facts = json(api("/api/models/%s/revision/%s".formatted(name.path(), encoded(name.revision()))), name);
        String commit = facts.path("sha").asString(name.revision());
        if (!COMMIT.matcher(commit).matches()) {
            throw unreadable();
        }
        JsonNode gated = facts.path("gated");
        return new HubModel(
                name, commit, licence(facts), gated.isString() || gated.asBoolean(false), files(name, commit));
    }

    private static @Nullable String licence(JsonNode facts) {
        JsonNode card = facts.path("cardData");
        String licence = card.path("license").asString("");
        String own = card.path("license_name").asString("");
        if (licence.equals("other") && !own.isBlank()) {
            String link = card.path("license_link").asString("");
            return link.isBlank() ? own : "%s (%s)".formatted(own, link);
        }
        return licence.isBlank() ? null : licence;
    }

    private List<HubFile> files(ModelName name, String commit) throws InterruptedException {
        List<HubFile> files = new ArrayList<>();
        URI page = api("/api/models/%s/tree/%s?recursive=true".formatted(name.path(), commit));
        for (int pages = 0; pages < StoreLimits.TREE_PAGES_MAX; pages++) {
            HttpResponse<InputStream> answer = ask(page, name);
            for (JsonNode entry : parse(answer)) {
                if (entry.path("type").asString("").equals("file")
                        && isSafe(entry.path("path").asString(""))) {
                    files.add(file(entry));
                }
            }
            Optional<URI> next = next(page, answer);
            if (next.isEmpty()) {
                return files;
            }
            page = next.get();
        }
        return files;
    }

    private static HubFile file(JsonNode entry) {
        JsonNode large = entry.path("lfs");
        String hash = large.path("oid").asString("").toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
        long bytes = large.path("size").asLong(entry.path("size").asLong(-1));
        return new HubFile(
                entry.path("path").asString(""), bytes, SHA256.matcher(hash).matches() ? hash : null);
    }

    /** A path that stays below the folder that it is resolved against. */
    private static boolean isSafe(String path) {
        return path.matches("[A-Za-z0-9][\\w.+ -]*(/[A-Za-z0-9][\\w.+ -]*){0,8}")
                && path.length() <= StoreLimits.PATH_MAX;
    }

    private static Optional<URI> next(URI page, HttpResponse<InputStream> answer) {
        Matcher link = NEXT_PAGE.matcher(answer.headers().firstValue("link").orElse(""));
        return link.find() ? Optional.of(page.resolve(link.group(1))) : Optional.empty();
    }

    /** Where a file of a repository is fetched. */
    URI address(HubModel model, HubFile file) {
        StringBuilder path = new StringBuilder();
        for (String segment : file.path().split("/", -1)) {
            path.append('/').append(encoded(segment));
        }
        return api("/%s/resolve/%s%s".formatted(model.name().path(), model.commit(), path));
    }

    private URI api(String path) {
        return URI.create(access.hub() + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode json(URI address, ModelName name) throws InterruptedException {
        return parse(ask(address, name));
    }

    private HttpResponse<InputStream> ask(URI address, ModelName name) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer = http.get(address, Map.of("accept", "application/json"));
            if (answer.statusCode() != 200) {
                answer.body().close();
                throw refusal(answer.statusCode(), name.path(), access);
            }
            return answer;
        } catch (IOException failure) {
            throw new StoreException(
                    Reason.UNREACHABLE, HubHttp.sentence(access.hub().getHost(), failure), failure);
        }
    }

    private JsonNode parse(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(StoreLimits.HUB_ANSWER_BYTES_MAX);
            return WireJson.mapper().readTree(bytes);
        } catch (IOException failure) {
            throw new StoreException(
                    Reason.UNREACHABLE, HubHttp.sentence(access.hub().getHost(), failure), failure);
        } catch (JacksonException malformed) {
            throw unreadable();
        }
    }

    private StoreException unreadable() {
        return new StoreException(
                Reason.UNREACHABLE,
                "What %s answers is not what a hub of models answers. Check the address.".formatted(access.hub()));
    }

    /** What a status other than success means. */
    static StoreException refusal(int status, String what, HubAccess access) {
        String host = access.hub().getHost();
        return switch (status) {
            case 401, 403 ->
                new StoreException(
                        Reason.ACCESS,
                        access.token() == null
                                ? "%s is there for those only whom its publisher lets in, or not there at all. Accept its terms on %s and hand over a token with --token-file or HF_TOKEN."
                                        .formatted(what, host)
                                : "%s does not let this token fetch %s. Accept the terms of the model there, or use a token that may read it."
                                        .formatted(host, what));
            case 404 -> new StoreException(Reason.NOT_FOUND, "%s has no %s.".formatted(host, what));
            default -> new StoreException(Reason.UNREACHABLE, "%s answered with status %d.".formatted(host, status));
        };
    }
}
