package dev.llmaas.inference.runner;

import io.vertx.core.http.HttpMethod;
import java.util.function.Consumer;

/**
 * What a runner does at one address.
 *
 * @param path the address; one that ends with a slash stands for everything below it
 * @param method the method that it answers to
 * @param bodyBytesMax bytes of a body, 0 where none is read
 * @param action serves a request; called on the event loop when its head is there, must not block
 */
record Route(String path, HttpMethod method, int bodyBytesMax, Consumer<Exchange> action) {
    /** An address to read. */
    static Route get(String path, Consumer<Exchange> action) {
        return new Route(path, HttpMethod.GET, 0, action);
    }

    /** An address to send to. */
    static Route post(String path, int bodyBytesMax, Consumer<Exchange> action) {
        return new Route(path, HttpMethod.POST, bodyBytesMax, action);
    }

    /** Whether it stands for everything below its path. */
    boolean isBranch() {
        return path.endsWith("/");
    }
}
