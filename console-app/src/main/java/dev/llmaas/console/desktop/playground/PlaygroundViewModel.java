package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** A conversation with a model that nobody keeps. */
public final class PlaygroundViewModel {
    private final AdminClient admin;
    private final OpenAiClient openAi;
    private final Background background;
    private final InstantSource clock;
    private final Endpoint endpoint;

    private final ObjectProperty<Load<List<CatalogModel>>> models = new SimpleObjectProperty<>(new Load.Loading<>());
    private final ObjectProperty<@Nullable CatalogModel> model = new SimpleObjectProperty<>();
    private final StringProperty system = new SimpleStringProperty("");
    private final StringProperty draft = new SimpleStringProperty("");
    private final ChatParameters parameters = new ChatParameters();
    private final ObservableList<Turn> turns = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper waiting = new ReadOnlyBooleanWrapper();
    private @Nullable Answering answering;

    /** A new conversation. */
    public PlaygroundViewModel(
            AdminClient admin, OpenAiClient openAi, Background background, InstantSource clock, Endpoint endpoint) {
        this.admin = admin;
        this.openAi = openAi;
        this.background = background;
        this.clock = clock;
        this.endpoint = endpoint;
    }

    /** The models that chat. */
    public ReadOnlyObjectProperty<Load<List<CatalogModel>>> modelsProperty() {
        return models;
    }

    /** The model that is asked. */
    public ObjectProperty<@Nullable CatalogModel> modelProperty() {
        return model;
    }

    /** What the model is told before everything else. */
    public StringProperty systemProperty() {
        return system;
    }

    /** What the person is typing. */
    public StringProperty draftProperty() {
        return draft;
    }

    /** How the model shall answer. */
    public ChatParameters parameters() {
        return parameters;
    }

    /** The conversation. */
    public ObservableList<Turn> turns() {
        return turns;
    }

    /** Whether the model answers now. */
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Whether the model waits for what its tools answer: nothing else can be said meanwhile. */
    public ReadOnlyBooleanProperty waitingForToolsProperty() {
        return waiting.getReadOnlyProperty();
    }

    /** Reads the models that chat. */
    public void reload() {
        background.load(
                models,
                () -> admin.models().data().stream()
                        .filter(candidate -> candidate.capabilities().contains("chat"))
                        .toList());
        models.subscribe(load -> {
            if (load instanceof Load.Ready<List<CatalogModel>>(var list) && model.get() == null) {
                model.set(list.stream()
                        .filter(CatalogModel::available)
                        .findFirst()
                        .orElse(list.isEmpty() ? null : list.getFirst()));
            }
        });
    }

    /** Asks what is typed. Does nothing while the model answers, without a model, or without a question. */
    public void send() {
        CatalogModel asked = model.get();
        String question = draft.get().strip();
        boolean ready = !running.get() && !waiting.get() && parameters.isUsable() && !question.isEmpty();
        if (!ready || asked == null || turns.size() >= Limits.PLAYGROUND_TURNS_MAX) {
            return;
        }
        turns.add(Turn.ofPerson(question));
        draft.set("");
        ask(asked);
    }

    /**
     * Gives the model what the tools answered, and asks it to go on. Does nothing unless it waits for that.
     *
     * @param results by the id of the call
     */
    public void answerTools(Map<String, String> results) {
        CatalogModel asked = model.get();
        if (!waiting.get() || asked == null) {
            return;
        }
        List<ToolCall> calls = turns.getLast().callsProperty().get();
        waiting.set(false);
        for (ToolCall call : calls) {
            String id = call.id() == null ? "" : call.id();
            String name = call.function() == null || call.function().name() == null
                    ? ""
                    : call.function().name();
            turns.add(Turn.ofTool(name, id, results.getOrDefault(id, "").strip()));
        }
        ask(asked);
    }

    /** Asks the last question again, after a failure. */
    public void retry() {
        CatalogModel asked = model.get();
        if (running.get() || asked == null || turns.size() < 2) {
            return;
        }
        turns.removeLast();
        ask(asked);
    }

    /** Ends the answer; what was said so far stays. */
    public void stop() {
        Answering now = answering;
        if (now != null) {
            now.stop();
        }
    }

    /** Begins anew. */
    public void clear() {
        stop();
        waiting.set(false);
        turns.clear();
    }

    /** The request that {@link #send} would make now as code, by language. */
    public Map<String, String> requestAsCode() {
        return new RequestCode(endpoint).chat(request(draft.get().strip()));
    }

    private void ask(CatalogModel asked) {
        ChatCompletionRequest request = request("");
        Turn turn = Turn.ofModel(asked.id());
        turns.add(turn);
        running.set(true);
        Answering now = new Answering(
                turn, asked, parameters.answerSchema(), new Answering.Surroundings(openAi, background, clock));
        answering = now;
        background.run(() -> now.stream(request), ended -> finish(turn, ended), failure -> {
            turn.fail(failure);
            running.set(false);
        });
    }

    private void finish(Turn turn, Turn.State ended) {
        turn.end(ended);
        boolean isLast = !turns.isEmpty() && turns.getLast().equals(turn);
        waiting.set(isLast
                && ended == Turn.State.DONE
                && !turn.callsProperty().get().isEmpty());
        running.set(false);
    }

    private ChatCompletionRequest request(String question) {
        CatalogModel asked = model.get();
        List<ChatMessage> messages = new ArrayList<>();
        if (!system.get().isBlank()) {
            messages.add(ChatMessage.system(system.get().strip()));
        }
        for (Turn turn : turns) {
            messageOf(turn).ifPresent(messages::add);
        }
        if (!question.isEmpty()) {
            messages.add(ChatMessage.user(question));
        }
        ChatCompletionRequest.Builder builder =
                ChatCompletionRequest.builder(asked == null ? "" : asked.id()).messages(messages).stream(true);
        parameters.apply(builder);
        return builder.build();
    }

    /** What a turn is in a request; empty for an answer that never came. */
    private static Optional<ChatMessage> messageOf(Turn turn) {
        String text = turn.textProperty().get();
        return switch (turn.speaker()) {
            case PERSON -> Optional.of(ChatMessage.user(text));
            case TOOL -> Optional.of(ChatMessage.tool(turn.callId(), text));
            case MODEL -> {
                List<ToolCall> calls = turn.callsProperty().get();
                if (!calls.isEmpty()) {
                    yield Optional.of(ChatMessage.calling(text, calls));
                }
                yield text.isEmpty() ? Optional.empty() : Optional.of(ChatMessage.assistant(text));
            }
        };
    }
}
