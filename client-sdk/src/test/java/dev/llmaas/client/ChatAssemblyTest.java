package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatAssemblyTest {
    private static final int ROUNDS = 300;

    private final long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void partsAddUpToTheWholeHoweverItIsCut() {
        System.out.println("ChatAssemblyTest seed " + seed);
        for (int round = 0; round < ROUNDS; round++) {
            ChatCompletion whole = completion();
            ChatAssembly assembly = new ChatAssembly();

            parts(whole).forEach(assembly::add);

            assertThat(assembly.completion()).isEqualTo(whole);
        }
    }

    @Test
    void anAnswerThatHasNotEndedIsNoWhole() {
        ChatAssembly assembly = new ChatAssembly();
        assertThatThrownBy(assembly::completion).isInstanceOf(IllegalStateException.class);

        assembly.add(part(0, new Delta("assistant", "Hel", null, null, null), null, null));

        assertThatThrownBy(assembly::completion).hasMessageContaining("finish_reason is missing");
    }

    private ChatCompletion completion() {
        List<ChatCompletion.Choice> choices = new ArrayList<>();
        for (int index = 0; index <= random.nextInt(3); index++) {
            List<ToolCall> calls = IntStream.range(0, random.nextInt(3))
                    .mapToObj(place -> new ToolCall(
                            null, "call_" + place, "function", new ToolCall.Function("f" + place, text(40))))
                    .toList();
            String content = text(30);
            String refusal = random.nextInt(5) == 0 ? "r" + text(9) : null;
            boolean silent = content.isEmpty() && (refusal != null || !calls.isEmpty());
            String reasoning = random.nextBoolean() ? "b" + text(9) : null;
            Logprobs logprobs = random.nextBoolean()
                    ? new Logprobs(List.of(new Logprobs.Token("a", -1.5, null, List.of())), null)
                    : null;
            choices.add(new ChatCompletion.Choice(
                    index,
                    new ChatCompletion.Answer(
                            "assistant", silent ? null : content, refusal, calls.isEmpty() ? null : calls, reasoning),
                    logprobs,
                    calls.isEmpty() ? "stop" : "tool_calls"));
        }
        return new ChatCompletion(
                "c", "chat.completion", 1, "m", choices, Usage.of(3, 1, 2, 0), "fp", new Backend("llama", "n"), null);
    }

    /** The whole in parts: those of one text in order, those of different texts and choices mixed. */
    private List<ChatCompletionChunk> parts(ChatCompletion whole) {
        List<List<ChatCompletionChunk>> lines = new ArrayList<>();
        for (ChatCompletion.Choice choice : whole.choices()) {
            ChatCompletion.Answer answer = choice.message();
            int at = choice.index();
            lines.add(cut(answer.content()).stream()
                    .map(text -> part(at, new Delta(null, text, null, null, null), null, null))
                    .toList());
            lines.add(cut(answer.refusal()).stream()
                    .map(text -> part(at, new Delta(null, null, null, null, text), null, null))
                    .toList());
            lines.add(cut(answer.reasoningContent()).stream()
                    .map(text -> part(at, new Delta(null, null, text, null, null), null, null))
                    .toList());
            lines.add(List.of(part(at, new Delta("assistant", null, null, null, null), choice.logprobs(), null)));
            List<ToolCall> calls = answer.toolCalls() == null ? List.of() : answer.toolCalls();
            for (int place = 0; place < calls.size(); place++) {
                lines.add(call(at, place, calls.get(place)));
            }
        }
        List<ChatCompletionChunk> mixed = new ArrayList<>();
        List<ArrayList<ChatCompletionChunk>> open =
                new ArrayList<>(lines.stream().map(ArrayList::new).toList());
        open.removeIf(List::isEmpty);
        while (!open.isEmpty()) {
            ArrayList<ChatCompletionChunk> line = open.get(random.nextInt(open.size()));
            mixed.add(line.removeFirst());
            open.removeIf(List::isEmpty);
        }
        whole.choices()
                .forEach(choice -> mixed.add(
                        part(choice.index(), new Delta(null, null, null, null, null), null, choice.finishReason())));
        mixed.add(new ChatCompletionChunk(
                "c", "chat.completion.chunk", 1, "m", List.of(), whole.usage(), "fp", whole.backend(), null));
        return mixed;
    }

    private List<ChatCompletionChunk> call(int at, int place, ToolCall call) {
        List<ChatCompletionChunk> parts = new ArrayList<>();
        parts.add(called(
                at,
                new ToolCall(
                        place,
                        call.id(),
                        "function",
                        new ToolCall.Function(call.function().name(), ""))));
        for (String text : cut(call.function().arguments())) {
            parts.add(called(at, new ToolCall(place, null, null, new ToolCall.Function(null, text))));
        }
        return parts;
    }

    private static ChatCompletionChunk called(int at, ToolCall call) {
        return part(at, new Delta(null, null, null, List.of(call), null), null, null);
    }

    private static ChatCompletionChunk part(
            int index, Delta delta, @Nullable Logprobs logprobs, @Nullable String finish) {
        return new ChatCompletionChunk(
                "c",
                "chat.completion.chunk",
                1,
                "m",
                List.of(new ChatCompletionChunk.Choice(index, delta, logprobs, finish)),
                null,
                "fp",
                null,
                null);
    }

    private List<String> cut(@Nullable String text) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; text != null && from < text.length(); ) {
            int to = random.nextInt(from + 1, text.length() + 1);
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    private String text(int most) {
        return random.ints(random.nextInt(most), 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
