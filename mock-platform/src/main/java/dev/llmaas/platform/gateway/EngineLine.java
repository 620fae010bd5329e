package dev.llmaas.platform.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an engine: HTTP/1.1, one call at a time, kept for the next. It speaks to Netty directly, because the
 * general client of Vert.x was a fifth of what a call cost. Belongs to one event loop.
 */
final class EngineLine extends ChannelInboundHandlerAdapter {
    private final EngineLines lines;
    private final EngineLines.Address address;
    private final AnswerReader reader = new AnswerReader();
    private @Nullable ChannelHandlerContext channel;
    private @Nullable EngineCall call;
    private boolean used;
    private boolean reads = true;
    private long idleSinceMs;

    EngineLine(EngineLines lines, EngineLines.Address address) {
        this.lines = lines;
        this.address = address;
    }

    EngineLines.Address address() {
        return address;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context;
    }

    /** Whether a call can be sent. */
    boolean isOpen() {
        return channel != null && channel.channel().isActive();
    }

    long idleSinceMs() {
        return idleSinceMs;
    }

    void idle(long nowMs) {
        idleSinceMs = nowMs;
    }

    /** Sends a call; its answer comes to its listener. */
    void send(EngineCall next) {
        ChannelHandlerContext to = channel;
        if (to == null) {
            throw new IllegalStateException("The line is not connected.");
        }
        call = next;
        next.over(this);
        reader.begin();
        byte[] head = next.requestHead();
        byte[] body = next.requestBody();
        ByteBuf bytes = to.alloc().directBuffer(head.length + body.length);
        bytes.writeBytes(head).writeBytes(body);
        var _ = to.writeAndFlush(bytes, to.voidPromise());
    }

    /** Closes the connection, which is how an engine hears that nobody waits. */
    void close() {
        call = null;
        if (channel != null) {
            var _ = channel.close();
        }
    }

    /** Its call is left: the rest of the answer must come soon. */
    void leave() {
        lines.leaving(this);
    }

    void reading(boolean wanted) {
        if (channel != null && wanted != reads) {
            reads = wanted;
            channel.channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            EngineCall now = call;
            if (now == null || !(message instanceof ByteBuf bytes)) {
                close(); // an engine that speaks without being asked
                return;
            }
            read(now, bytes);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(EngineCall now, ByteBuf bytes) {
        byte[] piece = lines.scratch();
        try {
            while (bytes.isReadable() && call == now) {
                int length = Math.min(piece.length, bytes.readableBytes());
                bytes.readBytes(piece, 0, length);
                reader.read(piece, length, now);
            }
        } catch (AnswerReader.MalformedAnswerException malformed) {
            fail(malformed);
            return;
        }
        EngineCall.Listener listener = now.listener();
        if (listener != null) {
            listener.caughtUp();
        }
        if (reader.isEnd() && call == now) {
            answered(now);
        }
    }

    private void answered(EngineCall done) {
        EngineCall.Listener listener = done.listener();
        call = null;
        used = true;
        done.finished();
        if (reader.keepsOpen()) {
            reading(true);
            lines.free(this);
        } else {
            close();
        }
        if (listener != null) {
            listener.end();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (call != null && reader.endsWithConnection()) {
            answered(call);
        }
        fail(new IOException("The engine closed the connection."));
        lines.gone(this);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        fail(failure);
        var _ = context.close();
    }

    /** A connection that lay idle may have been closed just now: then another one carries the call. */
    private void fail(Throwable failure) {
        EngineCall lost = call;
        close();
        if (lost == null) {
            return;
        }
        EngineCall.Listener listener = lost.listener();
        if (listener != null && used && !reader.hasBegun() && lost.mayGoAgain()) {
            lines.sendAgain(lost);
        } else if (listener != null) {
            boolean begun = reader.isBody();
            lost.finished();
            listener.broken(failure, begun);
        }
    }
}
