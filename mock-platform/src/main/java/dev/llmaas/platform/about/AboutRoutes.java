package dev.llmaas.platform.about;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Health, the description of the platform, and the description of its API. */
public final class AboutRoutes {
    private static final String OPENAPI = "/openapi.json";

    private final Supplier<PlatformDescription> description;
    private final Supplier<Optional<String>> problem;

    /**
     * Routes over these.
     *
     * @param description what a client needs to know before it signs in
     * @param problem why the platform cannot serve now, a sentence, empty if it can; may block
     */
    public AboutRoutes(Supplier<PlatformDescription> description, Supplier<Optional<String>> problem) {
        this.description = description;
        this.problem = problem;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/health/live").handler(AdminRoute.json(200, _ -> Map.of("status", "live")));
        router.get("/health/ready").handler(AdminRoute.json(200, this::ready));
        router.get("/.well-known/llmaas").handler(AdminRoute.json(200, _ -> description.get()));
        router.get(OPENAPI).handler(AboutRoutes::openApi);
    }

    private Object ready(Exchange exchange) {
        problem.get().ifPresent(sentence -> {
            throw new PlatformException(ErrorCode.UNAVAILABLE, sentence);
        });
        return Map.of("status", "ready");
    }

    private static void openApi(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(openApiText());
    }

    /** The description of the API, OpenAPI 3.1. */
    static String openApiText() {
        try (InputStream resource = AboutRoutes.class.getResourceAsStream(OPENAPI)) {
            if (resource == null) {
                throw new IllegalStateException("The platform was built without " + OPENAPI);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
