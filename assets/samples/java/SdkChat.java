// Needs: dev.llmaas:client-sdk
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.OpenAiClient;
import java.net.URI;
import java.nio.file.Path;

/** The client of this project, streaming. */
public class SdkChat {
    public static void main(String[] arguments) throws Exception {
        URI platform = URI.create(System.getenv("LLMAAS_BASE_URL")).resolve("/");
        ClientOptions options = ClientOptions.of(platform).withAuthorityFile(Path.of(System.getenv("LLMAAS_CA")));
        ChatCompletionRequest question = ChatCompletionRequest.builder(System.getenv("LLMAAS_CHAT_MODEL"))
                .message(ChatMessage.user("How do I create an API key?"))
                .build();
        try (OpenAiClient client = new OpenAiClient(options, new ApiKeyCredentials(System.getenv("LLMAAS_API_KEY")));
                ChatStream answer = client.chatStream(question)) {
            answer.forEach(chunk -> chunk.choices().forEach(choice -> {
                String text = choice.delta().content();
                System.out.print(text == null ? "" : text);
            }));
            System.out.println();
        }
    }
}
