package dev.llmaas.client;

import dev.llmaas.api.anthropic.ContentBlock;
import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.anthropic.MessageRequest;
import dev.llmaas.api.anthropic.Turn;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.client.ToolConversation.Invocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of a conversation and how far a model may go with them. Immutable.
 *
 * <pre>{@code
 * ToolConversation done = openAi.chat(request, Toolbox.of(weather, clock).withRoundsMax(5));
 * print(done.text());
 * }</pre>
 *
 * @param tools the tools, of different names; 1 to 128
 * @param roundsMax how often the model may call before it must answer, 1 to 100. One round may have several calls
 * @param parallelMax how many calls of a round run at once, 1 to 64
 * @param roundTimeMax how long the calls of a round may take together. What runs longer is interrupted, and the model is told
 */
public record Toolbox(List<Tool<?>> tools, int roundsMax, int parallelMax, Duration roundTimeMax) {
    /** As OpenAI. */
    private static final int TOOLS_MAX = 128;

    private static final int ROUNDS_LIMIT = 100;
    private static final int PARALLEL_LIMIT = 64;

    /** People's tasks need two or three; a model that circles is stopped before it costs much. */
    private static final int STANDARD_ROUNDS_MAX = 10;

    /** Tools wait for servers, which like few calls at once. */
    private static final int STANDARD_PARALLEL_MAX = 8;

    /** Somebody waits for the answer. */
    private static final Duration STANDARD_ROUND_TIME_MAX = Duration.ofMinutes(1);

    /**
     * Copies its list and checks the fields.
     *
     * @throws IllegalArgumentException if one is out of its bounds, or two tools have one name
     */
    public Toolbox {
        tools = List.copyOf(tools);
        requireBetween("tools", tools.size(), TOOLS_MAX);
        requireBetween("roundsMax", roundsMax, ROUNDS_LIMIT);
        requireBetween("parallelMax", parallelMax, PARALLEL_LIMIT);
        if (!roundTimeMax.isPositive()) {
            throw new IllegalArgumentException("roundTimeMax: %s is not longer than nothing.".formatted(roundTimeMax));
        }
        if (tools.stream().map(Tool::name).distinct().count() < tools.size()) {
            throw new IllegalArgumentException("Two tools have one name.");
        }
    }

    /** These tools with the standard bounds: 10 rounds, 8 calls at once, a minute for each round. */
    public static Toolbox of(Tool<?>... tools) {
        return new Toolbox(List.of(tools), STANDARD_ROUNDS_MAX, STANDARD_PARALLEL_MAX, STANDARD_ROUND_TIME_MAX);
    }

    /** The same with another bound of rounds. */
    public Toolbox withRoundsMax(int rounds) {
        return new Toolbox(tools, rounds, parallelMax, roundTimeMax);
    }

    /** The same with another bound of calls at once. */
    public Toolbox withParallelMax(int calls) {
        return new Toolbox(tools, roundsMax, calls, roundTimeMax);
    }

    /** The same with another time for each round. */
    public Toolbox withRoundTimeMax(Duration time) {
        return new Toolbox(tools, roundsMax, parallelMax, time);
    }

    /** What stands in {@link MessageRequest#tools} of Anthropic's messages. */
    public List<MessageRequest.ToolDefinition> messageTools() {
        return tools.stream().map(tool -> tool.messageDefinition()).toList();
    }

    /**
     * Makes the calls that a message asks for, within the bounds of this toolbox. What goes wrong in a tool is its result, so that
     * the model can react.
     *
     * @return the turn with the results, which follows {@link Message#turn}
     * @throws IllegalArgumentException if the message asks for no calls
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the flag stays set
     */
    public Turn answer(Message message) {
        if (message.calls().isEmpty()) {
            throw new IllegalArgumentException("The message asks for no calls.");
        }
        List<ToolCall> calls = message.calls().stream()
                .map(use -> new ToolCall(
                        null,
                        use.id(),
                        "function",
                        new ToolCall.Function(use.name(), use.input().toString())))
                .toList();
        return Turn.user(
                new ToolRunner(this).run(calls).stream().map(Toolbox::result).toList());
    }

    private static ContentBlock result(Invocation made) {
        List<ContentBlock> text = List.of(new ContentBlock.Text(made.result()));
        return new ContentBlock.ToolResult(
                String.valueOf(made.call().id()), text, made.failure() == null ? null : true);
    }

    Optional<Tool<?>> named(String name) {
        return tools.stream()
                .<Tool<?>>map(tool -> tool)
                .filter(tool -> tool.name().equals(name))
                .findFirst();
    }

    List<ObjectNode> definitions() {
        return tools.stream().map(tool -> tool.definition()).toList();
    }

    private static void requireBetween(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: %d is not between 1 and %d.".formatted(name, value, most));
        }
    }
}
