/**
 * The console in a terminal: every number of the desktop has a command that prints it, for people as a table, for programs
 * as JSON or CSV. Commands parse, ask the platform, print. Nothing here knows a desktop, the environment or the system's
 * streams: {@link dev.llmaas.console.terminal.Surroundings} hands the world in.
 *
 * <p>Invariant: results go to the output, everything else (prompts, progress, complaints) to the error stream, so that a
 * pipe carries results only; and the exit code says how it went, as {@link dev.llmaas.console.terminal.ExitCodes} lists.
 */
@NullMarked
package dev.llmaas.console.terminal;

import org.jspecify.annotations.NullMarked;
