package dev.llmaas.console.terminal;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ApiException;
import dev.llmaas.console.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;

/**
 * A conversation with line editing. Ctrl-C stops an answer, Ctrl-D ends the conversation. What was said is in memory only,
 * also what the arrow keys bring back.
 */
final class Conversation {
    private static final String MODEL = "/model";
    private static final String NEW = "/new";
    private static final String QUIT = "/quit";
    private static final String PROMPT = "> ";

    private final Workplace workplace;
    private final Asking asking;
    private final BiFunction<String, List<ChatMessage>, ChatCompletionRequest> requests;
    private final List<ChatMessage> turns = new ArrayList<>();
    private String model;

    Conversation(
            Workplace workplace,
            Asking asking,
            String model,
            BiFunction<String, List<ChatMessage>, ChatCompletionRequest> requests) {
        this.workplace = workplace;
        this.asking = asking;
        this.model = model;
        this.requests = requests;
    }

    /** Goes on until the person ends it. */
    void run() throws IOException {
        try (Terminal terminal = workplace.screen().lines().open()) {
            terminal.handle(Terminal.Signal.INT, signal -> asking.stop());
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new StringsCompleter(MODEL, NEW, QUIT))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            say(terminal, workplace.text("terminal.chat.welcome", model));
            boolean goesOn = true;
            while (goesOn) {
                goesOn = turn(terminal, reader);
            }
        }
    }

    private boolean turn(Terminal terminal, LineReader reader) {
        String line;
        try {
            line = reader.readLine(PROMPT).strip();
        } catch (UserInterruptException again) {
            return true;
        } catch (EndOfFileException end) {
            return false;
        }
        if (line.isEmpty()) {
            return true;
        }
        if (line.startsWith("/")) {
            return command(terminal, line);
        }
        ask(terminal, line);
        return true;
    }

    private boolean command(Terminal terminal, String line) {
        String[] parts = line.split("\\s+", 2);
        switch (parts[0]) {
            case QUIT -> {
                return false;
            }
            case NEW -> {
                turns.clear();
                say(terminal, workplace.text("terminal.chat.new"));
            }
            case MODEL -> {
                if (parts.length == 2 && asking.models().contains(parts[1])) {
                    model = parts[1];
                }
                say(terminal, workplace.text("terminal.chat.model", model, String.join(", ", asking.models())));
            }
            default -> say(terminal, workplace.text("terminal.chat.commands", MODEL, NEW, QUIT));
        }
        return true;
    }

    /** A question that fails is taken back, so that the next one does not carry it. */
    private void ask(Terminal terminal, String question) {
        turns.add(ChatMessage.user(question));
        try {
            Reply reply = asking.ask(requests.apply(model, turns), piece -> {
                terminal.writer().print(ChatCommand.printable(piece));
                terminal.flush();
            });
            turns.add(ChatMessage.assistant(reply.content()));
            say(terminal, "");
            say(terminal, Style.FAINT.on(workplace.screen(), asking.figures(reply)));
            while (turns.size() > Limits.CHAT_TURNS_MAX) {
                turns.removeFirst();
            }
        } catch (ApiException refused) {
            turns.removeLast();
            say(terminal, Style.BAD.on(workplace.screen(), workplace.messages().errorTitle(refused.code())));
            say(terminal, refused.sentence());
        }
    }

    private static void say(Terminal terminal, String line) {
        terminal.writer().println(line);
        terminal.flush();
    }
}
