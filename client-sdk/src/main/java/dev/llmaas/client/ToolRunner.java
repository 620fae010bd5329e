package dev.llmaas.client;

import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.client.ToolConversation.Invocation;
import dev.llmaas.client.schema.UnfitAnswerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes the calls of a round, on virtual threads. What goes wrong in a tool becomes its result, so that the model can react; only
 * errors of the Java platform reach the caller.
 */
final class ToolRunner {
    private final Toolbox toolbox;
    private volatile List<Future<Invocation>> running = List.of();
    private volatile boolean cancelled;

    ToolRunner(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    /** Interrupts the calls that run, and those that would. */
    void cancel() {
        cancelled = true;
        running.forEach(call -> call.cancel(true));
    }

    /**
     * Makes the calls; the results in their order.
     *
     * @throws CancellationException if the thread is interrupted, whose flag stays set, or somebody cancelled
     */
    List<Invocation> run(List<ToolCall> calls) {
        int threads = Math.min(toolbox.parallelMax(), calls.size());
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofVirtual().name("tool-", 0).factory());
        try {
            long endNs = System.nanoTime() + toolbox.roundTimeMax().toNanos();
            List<Future<Invocation>> futures = new ArrayList<>();
            calls.forEach(call -> futures.add(pool.submit(() -> invoke(call))));
            running = List.copyOf(futures);
            if (cancelled) {
                cancel();
            }
            List<Invocation> results = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                results.add(result(calls.get(i), futures.get(i), endNs - System.nanoTime()));
            }
            return results;
        } finally {
            running.forEach(call -> call.cancel(true));
            pool.shutdownNow();
        }
    }

    private Invocation result(ToolCall call, Future<Invocation> future, long leftNs) {
        try {
            return future.get(Math.max(leftNs, 0), TimeUnit.NANOSECONDS);
        } catch (InterruptedException gaveUp) {
            Thread.currentThread().interrupt();
            throw new CancellationException("The conversation was interrupted while tools ran.");
        } catch (TimeoutException late) {
            Duration most = toolbox.roundTimeMax();
            return failed(
                    call, new ToolException("The tool did not answer within %,d ms.".formatted(most.toMillis()), late));
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("every exception of a tool is a result", thrown);
        }
    }

    private Invocation invoke(ToolCall call) {
        ToolCall.Function function = call.function();
        String name = function == null || function.name() == null ? "" : function.name();
        String arguments = function == null || function.arguments() == null ? "" : function.arguments();
        Tool<?> tool = toolbox.named(name).orElse(null);
        if (tool == null) {
            String known = toolbox.tools().stream().map(Tool::name).collect(Collectors.joining(", "));
            return failed(call, new ToolException("There is no tool of this name. There are: " + known + "."));
        }
        Record read;
        try {
            read = tool.read(arguments);
        } catch (UnfitAnswerException unfit) {
            String why = unfit.getCause() == null ? "" : " " + unfit.getCause().getMessage();
            return failed(
                    call,
                    new ToolException(
                            String.valueOf(unfit.getMessage()).replace("The answer", "The argument") + why, unfit));
        }
        try {
            return new Invocation(call, tool.apply(read), null);
        } catch (ToolException told) {
            return failed(call, told);
        } catch (RuntimeException unexpected) {
            String type = unexpected.getClass().getSimpleName();
            return failed(call, new ToolException("The tool failed (%s).".formatted(type), unexpected));
        }
    }

    private static Invocation failed(ToolCall call, ToolException why) {
        String result = JsonNodeFactory.instance
                .objectNode()
                .put("error", String.valueOf(why.getMessage()))
                .toString();
        return new Invocation(call, result, why);
    }
}
