package dev.llmaas.platform.gateway;

import org.jspecify.annotations.Nullable;

/** A request to an engine and its answer, over whichever {@link EngineLine} carries it. Belongs to one event loop. */
final class EngineCall {
    /**
     * What an answer begins with.
     *
     * @param status its status
     * @param contentType the header of that name, or null
     * @param audioSeconds how much sound a runner heard, as it says, or null
     */
    record Head(
            int status,
            @Nullable String contentType,
            @Nullable String audioSeconds) {}

    /** Hears what comes back. Everything happens on the event loop; nothing comes after {@link #end} or {@link #broken}. */
    interface Listener {
        /** The engine answers. */
        void head(Head head);

        /** Bytes of the answer; they are the listener's only until it returns. */
        void body(byte[] bytes, int offset, int length);

        /** All that has arrived was told: the moment to pass it on in one piece. */
        void caughtUp();

        /** The answer is complete. */
        void end();

        /**
         * The engine cannot be reached, or its connection broke.
         *
         * @param begun whether a head had come
         */
        void broken(Throwable failure, boolean begun);
    }

    private final EngineLines.Address address;
    private final byte[] head;
    private final byte[] body;
    private final Listener listener;
    private @Nullable EngineLine line;
    private boolean given;
    private boolean over;

    EngineCall(EngineLines.Address address, byte[] head, byte[] body, Listener listener) {
        this.address = address;
        this.head = head;
        this.body = body;
        this.listener = listener;
    }

    /** Nobody wants the answer any more: the engine sees its connection closed. Nothing is heard from now on. */
    void cancel() {
        if (!over) {
            over = true;
            if (line != null) {
                line.close();
            }
        }
    }

    /** The listener has all it needs; what is left of the answer is read for the next call's sake. */
    void leave() {
        over = true;
        if (line != null) {
            line.leave();
        }
    }

    /** Stops or goes on reading: while nobody reads, the engine has to wait. */
    void reading(boolean wanted) {
        if (line != null) {
            line.reading(wanted);
        }
    }

    boolean isOver() {
        return over;
    }

    EngineLines.Address address() {
        return address;
    }

    byte[] requestHead() {
        return head;
    }

    byte[] requestBody() {
        return body;
    }

    /** Goes over this line now; it may have gone over another before, which had been closed meanwhile. */
    void over(EngineLine carrier) {
        line = carrier;
    }

    /** Whether it may go over another line: once, because an idle connection may just be closing at its other end. */
    boolean mayGoAgain() {
        boolean first = !given;
        given = true;
        return first;
    }

    /** Who hears; nobody once it is over. */
    @Nullable
    Listener listener() {
        return over ? null : listener;
    }

    void finished() {
        over = true;
        line = null;
    }
}
