package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;

/** What a router answers where no route does: 404, 405 with the methods that would do, HEAD like GET, OPTIONS. */
final class Unrouted {
    private final Router router;

    Unrouted(Router router) {
        this.router = router;
    }

    void mount() {
        router.errorHandler(
                404,
                context -> ErrorResponses.send(
                        context, new PlatformException(ErrorCode.NOT_FOUND, "There is nothing at this address.")));
        router.errorHandler(405, this::otherMethod);
        router.errorHandler(
                400,
                context -> ErrorResponses.send(
                        context, new PlatformException(ErrorCode.INVALID_REQUEST, "The address cannot be read.")));
        router.errorHandler(500, context -> ErrorResponses.send(context, failure(context)));
    }

    /** Lets every route for GET answer HEAD too. Call it when all routes are mounted. */
    void answerHeadLikeGet() {
        for (Route route : router.getRoutes()) {
            Set<HttpMethod> methods = route.methods();
            if (methods != null && methods.contains(HttpMethod.GET) && !methods.contains(HttpMethod.HEAD)) {
                route.method(HttpMethod.HEAD);
            }
        }
    }

    private void otherMethod(RoutingContext context) {
        Set<String> allowed = allowed(context.normalizedPath());
        HttpMethod method = context.request().method();
        context.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        if (method.equals(HttpMethod.OPTIONS)) {
            context.response().setStatusCode(204).end();
            return;
        }
        ErrorResponses.send(
                context,
                new PlatformException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "This address answers to %s only.".formatted(String.join(", ", allowed))));
    }

    private Set<String> allowed(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            String template = route.getPath();
            if (route.methods() != null && template != null && matches(route, template, path)) {
                route.methods().forEach(method -> methods.add(method.name()));
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }

    private static boolean matches(Route route, String template, String path) {
        boolean hasParts = template.contains(":");
        if (!hasParts && !route.isExactPath()) { // it ended with a star
            return path.startsWith(template) && path.length() > template.length();
        }
        String[] expected = template.split("/", -1);
        String[] found = path.split("/", -1);
        if (expected.length != found.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!expected[i].startsWith(":") && !expected[i].equals(found[i])) {
                return false;
            }
        }
        return true;
    }

    private static Throwable failure(RoutingContext context) {
        Throwable failure = context.failure();
        return failure == null ? new IllegalStateException("a route failed without a reason") : failure;
    }
}
