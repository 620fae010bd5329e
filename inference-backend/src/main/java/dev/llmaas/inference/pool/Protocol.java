package dev.llmaas.inference.pool;

/** What an endpoint understands. */
public enum Protocol {
    /** The protocol of our runners: OpenAI's with budgets, stops and token counts beside. */
    RUNNER,
    /** OpenAI's protocol only. */
    OPENAI
}
