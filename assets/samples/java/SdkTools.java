// Needs: dev.llmaas:client-sdk
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.Tool;
import dev.llmaas.client.ToolConversation;
import dev.llmaas.client.Toolbox;
import dev.llmaas.client.schema.Description;
import java.net.URI;
import java.nio.file.Path;
import tools.jackson.databind.node.StringNode;

/** The client of this project: a tool that a model calls, and an answer as a record. */
public class SdkTools {
    enum City {
        Paris,
        Berlin,
        London
    }

    enum Currency {
        EUR,
        USD
    }

    record Weather(@Description("where") City city) {}

    record Price(Currency currency, boolean known) {}

    public static void main(String[] arguments) throws Exception {
        URI platform = URI.create(System.getenv("LLMAAS_BASE_URL")).resolve("/");
        ClientOptions options = ClientOptions.of(platform).withAuthorityFile(Path.of(System.getenv("LLMAAS_CA")));
        try (OpenAiClient client = new OpenAiClient(options, new ApiKeyCredentials(System.getenv("LLMAAS_API_KEY")))) {
            Tool<Weather> weather = Tool.of("get_weather", "The weather in a city.", Weather.class, asked -> {
                System.out.println("get_weather " + asked.city());
                return "18 degrees, sunny";
            });
            ToolConversation talk = client.chat(
                    question("What is the weather in Paris?")
                            .toolChoice(StringNode.valueOf("required"))
                            .build(),
                    Toolbox.of(weather));
            System.out.println(talk.text());

            Price price = client.chat(question("What does a million input tokens cost?").build(), Price.class);
            System.out.println(price.currency());
        }
    }

    private static ChatCompletionRequest.Builder question(String text) {
        return ChatCompletionRequest.builder(System.getenv("LLMAAS_CHAT_MODEL")).message(ChatMessage.user(text));
    }
}
