package dev.llmaas.client;

/** A model that calls and calls: it met {@link Toolbox#roundsMax} and did not answer. */
public final class ToolRoundsException extends RuntimeException {
    private final transient ToolConversation conversation;

    ToolRoundsException(int roundsMax, ToolConversation conversation) {
        super("The model called tools %d times and wants to go on. Allow more rounds, or ask for less."
                .formatted(roundsMax));
        this.conversation = conversation;
    }

    /** How far it came; its last answer holds calls that were not made. */
    public ToolConversation conversation() {
        return conversation;
    }
}
