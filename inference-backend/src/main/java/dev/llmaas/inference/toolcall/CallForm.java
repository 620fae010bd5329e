package dev.llmaas.inference.toolcall;

import org.jspecify.annotations.Nullable;

/** How calls go on after what begins them. Belongs to one attempt. */
interface CallForm {
    /** What a letter does. */
    enum Step {
        /** It belongs to the calls, which go on. */
        MORE,
        /** It is the last that must be there. */
        END,
        /** This is no call, or not any more. The letter is not part of it. */
        BAD
    }

    /** Takes the next letter and tells the calls what it makes. */
    Step feed(char letter);

    /** Whether nothing but the end of the frame is missing, so that a text that ends here ends with a whole call. */
    boolean whole();

    /** The function of a call of which nothing was told yet, null while it is not known. */
    @Nullable
    String named();

    /** Takes what a form finds. */
    interface Calls {
        /** Whether there is such a function to call. */
        boolean offers(String name);

        /** A call begins. */
        void begin(String name);

        /** The JSON of its arguments goes on. */
        void arguments(String json);

        /** Its arguments are whole, and so is the call. */
        void complete();

        /** Its frame is whole too; another call may follow in the same frame. */
        void closed();
    }
}
