package dev.llmaas.console.desktop.playground;

import dev.llmaas.client.AdminClient;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/**
 * What can be tried in the playground, and which of it is open.
 *
 * @param chat a conversation
 * @param embeddings texts compared
 * @param rerank documents put into order
 * @param transcription a recording written down
 * @param models the models of the platform
 * @param roomProperty which of them is open
 */
public record PlaygroundRooms(
        PlaygroundViewModel chat,
        EmbeddingsViewModel embeddings,
        RerankViewModel rerank,
        TranscriptionViewModel transcription,
        CatalogueModels models,
        ObjectProperty<Room> roomProperty) {
    /** One thing that can be tried. */
    public enum Room {
        /** A conversation. */
        CHAT,
        /** Texts compared. */
        EMBEDDINGS,
        /** Documents put into order. */
        RERANK,
        /** A recording written down. */
        TRANSCRIPTION
    }

    /** The rooms over a platform; the conversation is open. */
    public static PlaygroundRooms of(
            AdminClient admin, OpenAiClient openAi, Background background, InstantSource clock, Endpoint endpoint) {
        CatalogueModels models = new CatalogueModels(admin, background);
        return new PlaygroundRooms(
                new PlaygroundViewModel(admin, openAi, background, clock, endpoint),
                new EmbeddingsViewModel(models, openAi, background, clock, endpoint),
                new RerankViewModel(models, openAi, background, clock, endpoint),
                new TranscriptionViewModel(models, openAi, background, clock, endpoint),
                models,
                new SimpleObjectProperty<>(Room.CHAT));
    }

    /** Reads the models. */
    public void reload() {
        chat.reload();
        models.reload();
    }

    /** Ends whatever runs. */
    public void stop() {
        chat.stop();
        embeddings.trial().stop();
        rerank.trial().stop();
        transcription.trial().stop();
    }
}
