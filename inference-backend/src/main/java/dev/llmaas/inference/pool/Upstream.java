package dev.llmaas.inference.pool;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads where a foreign server is from its specification. */
final class Upstream {
    static final String ENGINE_TYPE = "openai";
    private static final String SCHEME_PREFIX = "openai+";
    private static final String KEY_FILE = "key-file=";
    private static final String API_PATH = "/v1";

    private Upstream() {}

    /**
     * The endpoint of {@code openai+https://host:port/v1?key-file=/path}.
     *
     * @throws EngineStartException if the URI has another form or the file cannot be read
     */
    static Endpoint endpoint(EngineSpec spec) {
        URI uri = spec.uri();
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new EngineStartException(
                    Reason.INVALID_OPTION,
                    "The address of %s must have the form openai+https://host:port/v1?key-file=/path."
                            .formatted(spec.name()));
        }
        String scheme = spec.scheme().substring(SCHEME_PREFIX.length());
        return new Endpoint(
                baseUrl(scheme, uri),
                authorization(spec.name(), keyFile(spec)),
                Protocol.OPENAI,
                ENGINE_TYPE,
                uri.getHost());
    }

    /**
     * The endpoint of a server.
     *
     * @param name our name of the model
     * @throws EngineStartException if its key file cannot be read
     */
    static Endpoint endpoint(UpstreamSpec spec, String name) {
        return new Endpoint(
                baseUrl(String.valueOf(spec.url().getScheme()), spec.url()),
                authorization(name, spec.keyFile()),
                Protocol.OPENAI,
                ENGINE_TYPE,
                String.valueOf(spec.url().getHost()),
                spec.model().equals(name) ? "" : spec.model(),
                spec.authorities(),
                spec.waits());
    }

    private static URI baseUrl(String scheme, URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.endsWith(API_PATH)) {
            path = path.substring(0, path.length() - API_PATH.length());
        }
        return URI.create("%s://%s%s".formatted(scheme, uri.getAuthority(), path));
    }

    private static @Nullable Path keyFile(EngineSpec spec) {
        String query = spec.uri().getQuery();
        if (query == null) {
            return null;
        }
        if (!query.startsWith(KEY_FILE)) {
            throw new EngineStartException(
                    Reason.INVALID_OPTION, "The address of %s knows no parameter but key-file.".formatted(spec.name()));
        }
        return Path.of(query.substring(KEY_FILE.length()));
    }

    private static String authorization(String name, @Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            return "Bearer " + Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new EngineStartException(
                    Reason.INVALID_OPTION,
                    "The key file %s of %s cannot be read. Check its path and permissions.".formatted(file, name),
                    unreadable);
        }
    }
}
