package dev.llmaas.platform.about;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.AdminRoute;
import dev.llmaas.platform.http.Document;
import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.Exchange;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Health, the description of the platform, and the description of its API: for programs, and as a page for people. */
public final class AboutRoutes {
    private static final String OPENAPI = "/openapi.json";
    private static final String PAGES = "/dev/llmaas/platform/about/";
    private static final String JSON = "application/json";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final Supplier<PlatformDescription> description;
    private final Supplier<Optional<String>> problem;
    private final StatusPage status;

    /**
     * Routes over these.
     *
     * @param description what a client needs to know before it signs in
     * @param problem why the platform cannot serve now, a sentence, empty if it can; may block
     * @param status how the models stand
     */
    public AboutRoutes(
            Supplier<PlatformDescription> description, Supplier<Optional<String>> problem, StatusPage status) {
        this.description = description;
        this.problem = problem;
        this.status = status;
    }

    /** Mounts them. */
    public void mount(Router router) {
        router.get("/health/live").handler(AdminRoute.json(200, _ -> Map.of("status", "live")));
        router.get("/health/ready").handler(AdminRoute.json(200, this::ready));
        router.get("/.well-known/llmaas").handler(AdminRoute.json(200, _ -> description.get()));
        router.get("/api/platform-status")
                .handler(AdminRoute.json(
                        200,
                        exchange -> exchange.query("model").isPresent()
                                ? status.model(exchange.query("model").get())
                                : status.platform()));
        file(router, OPENAPI, () -> Document.read(OPENAPI, JSON));
        file(router, "/docs", () -> Document.read(PAGES + "docs.html", "text/html; charset=utf-8"));
        file(router, "/docs/docs.css", () -> Document.read(PAGES + "docs.css", "text/css; charset=utf-8"));
        file(router, "/docs/docs.js", () -> Document.read(PAGES + "docs.js", SCRIPT));
        file(router, "/docs/samples.js", () -> Document.read(PAGES + "samples.js", SCRIPT));
        file(router, "/docs/samples.json", () -> Document.of(SampleFiles.json(), JSON));
        file(router, "/docs/icon.svg", () -> Document.read(PAGES + "icon.svg", "image/svg+xml"));
    }

    /** Reads and packs the file when the first reader comes: the start of the platform need not wait for it. */
    private static void file(Router router, String path, Supplier<Document> reading) {
        AtomicReference<@Nullable Document> read = new AtomicReference<>();
        router.get(path).handler(context -> {
            Document known = read.get();
            if (known != null) {
                known.send(context.request());
                return;
            }
            Context loop = context.vertx().getOrCreateContext();
            Thread.startVirtualThread(() -> {
                try {
                    Document fresh = reading.get();
                    read.set(fresh);
                    loop.runOnContext(_ -> fresh.send(context.request()));
                } catch (RuntimeException | Error failure) {
                    loop.runOnContext(_ -> ErrorResponses.send(context, failure));
                }
            });
        });
    }

    private Object ready(Exchange exchange) {
        problem.get().ifPresent(sentence -> {
            throw new PlatformException(ErrorCode.UNAVAILABLE, sentence);
        });
        return Map.of("status", "ready");
    }

    /** The description of the API, OpenAPI 3.1. */
    static String openApiText() {
        return new String(Document.read(OPENAPI, JSON).bytes(), StandardCharsets.UTF_8);
    }
}
