package dev.llmaas.console.terminal;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.console.Limits;
import dev.llmaas.console.session.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a model: one question from the command line or a pipe, or a conversation. Nothing of it is kept anywhere. */
@Command(
        name = "chat",
        footer = {
            "  llmaas chat",
            "  llmaas chat \"What is a reservation?\"",
            "  git diff | llmaas chat \"Write a commit message:\" -"
        })
final class ChatCommand implements Callable<Integer> {
    /** Reads the rest of the question from the input. */
    private static final String FROM_INPUT = "-";

    private final Workplace workplace;

    @Parameters(arity = "0..*", paramLabel = "QUESTION", descriptionKey = "terminal.help.chat.question")
    private List<String> words = List.of();

    @Option(names = "--model", paramLabel = "MODEL", descriptionKey = "terminal.help.chat.model")
    private @Nullable String model;

    @Option(names = "--system", paramLabel = "TEXT", descriptionKey = "terminal.help.chat.system")
    private @Nullable String system;

    @Option(names = "--max-tokens", paramLabel = "N", descriptionKey = "terminal.help.chat.max_tokens")
    private @Nullable Integer maxTokens;

    @Option(names = "--temperature", paramLabel = "0..2", descriptionKey = "terminal.help.chat.temperature")
    private @Nullable Double temperature;

    ChatCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws IOException {
        boolean conversation = words.isEmpty() && workplace.screen().interactive();
        String question = conversation ? "" : question();
        try (Session session = workplace.session()) {
            Asking asking = new Asking(workplace, session);
            String chosen = model == null ? asking.standardModel() : model;
            if (conversation) {
                new Conversation(workplace, asking, chosen, this::request).run();
            } else {
                answer(asking, chosen, question);
            }
        }
        return ExitCodes.OK;
    }

    private void answer(Asking asking, String chosen, String question) {
        ChatCompletionRequest request = request(chosen, List.of(ChatMessage.user(question)));
        if (workplace.output() == OutputForm.JSON) {
            workplace.printJson(asking.ask(request, piece -> {}));
            return;
        }
        Reply reply = asking.ask(request, piece -> {
            workplace.screen().out().print(printable(piece));
            workplace.screen().out().flush();
        });
        workplace.say("");
        workplace.note(Style.FAINT.on(workplace.screen(), asking.figures(reply)));
    }

    private ChatCompletionRequest request(String chosen, List<ChatMessage> turns) {
        ChatCompletionRequest.Builder request = ChatCompletionRequest.builder(chosen);
        if (system != null) {
            request.message(ChatMessage.system(system));
        }
        if (maxTokens != null) {
            request.maxTokens(maxTokens);
        }
        if (temperature != null) {
            request.temperature(temperature);
        }
        return request.messages(turns).build();
    }

    private String question() throws IOException {
        List<String> parts = new ArrayList<>(words);
        boolean piped = parts.isEmpty() || parts.remove(FROM_INPUT);
        String asked = String.join(" ", parts);
        if (!piped) {
            return asked;
        }
        byte[] input = workplace.screen().in().readNBytes(Limits.PIPED_QUESTION_BYTES_MAX + 1);
        if (input.length > Limits.PIPED_QUESTION_BYTES_MAX) {
            throw new TerminalException(
                    ExitCodes.DATA,
                    workplace.text(
                            "terminal.chat.too_long", workplace.formats().bytes(Limits.PIPED_QUESTION_BYTES_MAX)));
        }
        String text = new String(input, StandardCharsets.UTF_8).strip();
        String whole = asked.isEmpty() ? text : asked + "\n\n" + text;
        if (whole.isBlank()) {
            throw new TerminalException(ExitCodes.USAGE, workplace.text("terminal.chat.nothing"));
        }
        return whole;
    }

    /** What a model writes must not move the cursor or ring the bell. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
    }
}
