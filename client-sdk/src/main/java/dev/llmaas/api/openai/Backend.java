package dev.llmaas.api.openai;

/**
 * Who computed an answer.
 *
 * @param engineType the kind of engine, for instance {@code llama}
 * @param machineName the node it runs on
 */
public record Backend(String engineType, String machineName) {}
