package dev.llmaas.inference.runner;

import java.time.Duration;

/** Every bound of a runner's server, each with why it is what it is. */
final class RunnerLimits {
    /** As much as the platform takes from a client. */
    static final int BODY_BYTES_MAX = 16 * 1024 * 1024;
    /** Bodies being read at once, in bytes: a fraction of the heap. */
    static final long BODIES_BYTES_MAX = 4L * BODY_BYTES_MAX;
    /** Budgets and stops are some bytes. */
    static final int STEERING_BODY_BYTES_MAX = 1024;
    /** Small, so that a slow reader is felt by the engine and not by the memory of the kernel. */
    static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    /** A recording and the fields around it; OpenAI takes 25 MB. */
    static final int AUDIO_BODY_BYTES_MAX = 32 * 1024 * 1024;

    /** Fields of a form, the file included. */
    static final int FORM_FIELDS_MAX = 64;

    /** How long a runner whose engine has ended goes on telling those who waited for answers. */
    static final Duration BREAKDOWN_GRACE = Duration.ofMillis(500);

    private RunnerLimits() {}
}
