/**
 * Programs of others that serve a model over OpenAI's protocol: {@code vllm serve}, {@code llama-server}, SGLang. Such a
 * program does not know that it must not outlive the platform, so a small process of ours,
 * {@link dev.llmaas.inference.command.CommandMain}, stands between: it starts the program, waits until it answers, and ends
 * it and everything that it started as soon as the platform is gone, however that went.
 *
 * <p>What the program writes may quote what callers sent. So its lines are kept while it starts, when nobody can have sent
 * anything, and from the moment it answers nothing is kept but how many lines there were and the names of exceptions.
 */
@NullMarked
package dev.llmaas.inference.command;

import org.jspecify.annotations.NullMarked;
