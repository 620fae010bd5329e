package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.session.Profile;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
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
    private final Profile profile;

    private final ObjectProperty<Load<List<CatalogModel>>> models = new SimpleObjectProperty<>(new Load.Loading<>());
    private final ObjectProperty<@Nullable CatalogModel> model = new SimpleObjectProperty<>();
    private final StringProperty system = new SimpleStringProperty("");
    private final StringProperty draft = new SimpleStringProperty("");
    private final DoubleProperty temperature = new SimpleDoubleProperty(ChatCompletionRequest.DEFAULT_TEMPERATURE);
    private final DoubleProperty topP = new SimpleDoubleProperty(1);
    private final IntegerProperty maxTokens = new SimpleIntegerProperty(ChatCompletionRequest.DEFAULT_MAX_TOKENS);
    private final StringProperty seed = new SimpleStringProperty("");
    private final ObservableList<Turn> turns = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private @Nullable Answering answering;

    /** A new conversation. */
    public PlaygroundViewModel(
            AdminClient admin, OpenAiClient openAi, Background background, InstantSource clock, Profile profile) {
        this.admin = admin;
        this.openAi = openAi;
        this.background = background;
        this.clock = clock;
        this.profile = profile;
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

    /** How freely the model chooses, 0 to 2. */
    public DoubleProperty temperatureProperty() {
        return temperature;
    }

    /** The share of likely tokens that it chooses from, over 0 to 1. */
    public DoubleProperty topPProperty() {
        return topP;
    }

    /** The longest answer, tokens. */
    public IntegerProperty maxTokensProperty() {
        return maxTokens;
    }

    /** A number that makes answers repeatable as typed; empty for none. */
    public StringProperty seedProperty() {
        return seed;
    }

    /** The conversation. */
    public ObservableList<Turn> turns() {
        return turns;
    }

    /** Whether the model answers now. */
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
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
        if (running.get() || asked == null || question.isEmpty() || turns.size() >= Limits.PLAYGROUND_TURNS_MAX) {
            return;
        }
        turns.add(Turn.ofPerson(question));
        draft.set("");
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
        turns.clear();
    }

    /** The request that {@link #send} would make now as code, by language. */
    public Map<String, String> requestAsCode() {
        return new RequestCode(profile.openAiUrl(), profile.authority() != null)
                .byLanguage(request(draft.get().strip()));
    }

    private void ask(CatalogModel asked) {
        ChatCompletionRequest request = request("");
        Turn turn = Turn.ofModel(asked.id());
        turns.add(turn);
        running.set(true);
        Answering now = new Answering(turn, asked);
        answering = now;
        background.run(() -> now.stream(request), ended -> finish(turn, ended), failure -> {
            turn.fail(failure);
            running.set(false);
        });
    }

    private void finish(Turn turn, Turn.State ended) {
        turn.end(ended);
        running.set(false);
    }

    private ChatCompletionRequest request(String question) {
        CatalogModel asked = model.get();
        List<ChatMessage> messages = new ArrayList<>();
        if (!system.get().isBlank()) {
            messages.add(ChatMessage.system(system.get().strip()));
        }
        for (Turn turn : turns) {
            if (turn.isFromPerson()) {
                messages.add(ChatMessage.user(turn.textProperty().get()));
            } else if (!turn.textProperty().get().isEmpty()) {
                messages.add(ChatMessage.assistant(turn.textProperty().get()));
            }
        }
        if (!question.isEmpty()) {
            messages.add(ChatMessage.user(question));
        }
        ChatCompletionRequest.Builder builder =
                ChatCompletionRequest.builder(asked == null ? "" : asked.id()).messages(messages).stream(true)
                        .temperature(temperature.get())
                        .topP(topP.get())
                        .maxTokens(maxTokens.get());
        if (seed.get().strip().matches("-?\\d{1,18}")) {
            builder.seed(Long.parseLong(seed.get().strip()));
        }
        return builder.build();
    }

    /** One answer on its way: reads on a virtual thread, shows on the FX thread as fast as that keeps up. */
    private final class Answering {
        private final Turn turn;
        private final CatalogModel asked;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicBoolean showing = new AtomicBoolean();
        private final StringBuilder text = new StringBuilder(); // of the reading thread
        private volatile @Nullable Thread reader;
        private long sentAtMs;
        private long firstAtMs;
        private @Nullable String finishReason;
        private @Nullable Backend backend;

        private Answering(Turn turn, CatalogModel asked) {
            this.turn = turn;
            this.asked = asked;
        }

        // A stream belongs to the thread that reads it, so it is not closed from here: that thread is told to give up.
        void stop() {
            stopped.set(true);
            Thread reading = reader;
            if (reading != null) {
                reading.interrupt();
            }
        }

        Turn.State stream(ChatCompletionRequest request) {
            reader = Thread.currentThread();
            sentAtMs = clock.millis();
            try (ChatStream open = openAi.chatStream(request)) {
                for (ChatCompletionChunk chunk : open) {
                    if (stopped.get()) {
                        break;
                    }
                    take(chunk);
                }
                Usage usage = open.usage().orElse(null);
                Answered figures = measured(usage, open.requestId());
                background.onScreen(() -> turn.measure(figures));
            } catch (CancellationException closed) {
                stopped.set(true);
            } catch (RuntimeException broken) {
                if (!stopped.get()) {
                    throw broken;
                }
            } finally {
                reader = null;
                String whole = text.toString();
                background.onScreen(() -> turn.grow(whole));
            }
            return stopped.get() ? Turn.State.STOPPED : Turn.State.DONE;
        }

        private void take(ChatCompletionChunk chunk) {
            backend = chunk.backend() == null ? backend : chunk.backend();
            for (ChatCompletionChunk.Choice choice : chunk.choices()) {
                finishReason = choice.finishReason() == null ? finishReason : choice.finishReason();
                String piece = choice.delta().content();
                if (piece != null && !piece.isEmpty()) {
                    firstAtMs = firstAtMs == 0 ? clock.millis() : firstAtMs;
                    text.append(piece);
                }
            }
            if (showing.compareAndSet(false, true)) {
                String soFar = text.toString();
                background.onScreen(() -> {
                    turn.grow(soFar);
                    showing.set(false);
                });
            }
        }

        private Answered measured(@Nullable Usage usage, String requestId) {
            long now = clock.millis();
            Money cost = usage == null
                    ? null
                    : asked.inputPrice()
                            .times(usage.promptTokens())
                            .plus(asked.outputPrice().times(usage.completionTokens()));
            long first = firstAtMs == 0 ? now : firstAtMs;
            return new Answered(first - sentAtMs, now - sentAtMs, usage, cost, finishReason, backend, requestId);
        }
    }
}
