package dev.llmaas.platform.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;

/**
 * What Vert.x keeps to itself of a connection of HTTP/1: it answers other versions with an empty 501, and closes without
 * a word where a head does not come. Other connections are left as they are. Any thread.
 */
final class Http1 {
    private Http1() {}

    /** Lets {@code handler} have each request, whatever version it says it is of. Call it when the connection arrives. */
    static void serve(HttpConnection connection, Handler<HttpServerRequest> handler) {
        if (connection instanceof Http1ServerConnection first) {
            first.handler(handler);
        }
    }

    /**
     * Closes a connection on which no head came in time. One that came in part is a request that cannot be read, and is
     * answered as such; whoever said nothing is told nothing.
     */
    static void giveUp(HttpConnection connection) {
        if (connection instanceof Http1ServerConnection first) {
            ChannelHandlerContext last = first.channelHandlerContext();
            last.executor().execute(() -> {
                endHead(last.pipeline());
                connection.close();
            });
        } else {
            connection.close();
        }
    }

    /** Tells the decoder, behind TLS if there is any, that nothing more comes: it hands out what it has, as a head that broke off. */
    private static void endHead(ChannelPipeline pipeline) {
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            tls.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }
}
