package dev.llmaas.inference.template;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Turns conversations into prompts with the template of a model. Thread-safe. */
public final class ChatTemplate {
    private final String source;
    private final Template template;
    private final TemplateTraits traits;
    private final EdgeMarks edges;
    private final StandIns.Marks marks;
    private final InstantSource clock;
    private final ZoneId zone;

    /** The texts of the tokens that begin a prompt and end an answer. */
    private record EdgeMarks(String begin, String end) {}

    private ChatTemplate(
            String source, Template template, EdgeMarks edges, StandIns.Marks marks, InstantSource clock, ZoneId zone) {
        this.source = source;
        this.template = template;
        this.traits = TemplateTraits.of(source);
        this.edges = edges;
        this.marks = marks;
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * Reads a template.
     *
     * @param beginMark the text of the token that begins a prompt, empty if there is none
     * @param endMark the text of the token that ends an answer
     * @param clock tells templates today's date
     * @param zone where today is
     * @throws TemplateException if it cannot be read
     */
    public static ChatTemplate parse(
            String source, String beginMark, String endMark, InstantSource clock, ZoneId zone) {
        EdgeMarks edges = new EdgeMarks(beginMark, endMark);
        return new ChatTemplate(source, Template.parse(source), edges, new StandIns.Marks(Set.of()), clock, zone);
    }

    /** The same template for a model whose format has these marks, so that {@link Prompt#foreign} is told. */
    public ChatTemplate withMarks(Set<String> texts) {
        return new ChatTemplate(source, template, edges, new StandIns.Marks(texts), clock, zone);
    }

    /** The template itself. */
    public String source() {
        return source;
    }

    /** The text of its prompt, see {@link #prompt}. */
    public String render(ChatCompletionRequest request) {
        return prompt(request).text();
    }

    /**
     * The prompt for the next turn of the assistant. Tools are shown to the model unless the request says that none may be
     * called; {@code chat_template_kwargs} and {@code reasoning_effort} reach the template as variables.
     *
     * @throws TemplateException if the template refuses the conversation or exceeds its bounds
     */
    public Prompt prompt(ChatCompletionRequest request) {
        String said = WireJson.mapper().writeValueAsString(request);
        StandIns standIns = StandIns.choose(marks, List.of(source, said));
        Map<String, Value> variables = new RequestValues(traits, standIns).variables(request);
        variables.put("bos_token", Value.of(edges.begin()));
        variables.put("eos_token", Value.of(edges.end()));
        variables.put("add_generation_prompt", Fixed.TRUE);
        variables.put("documents", Fixed.NONE);
        return standIns.restore(template.render(variables, clock, zone));
    }

    /** JSON as a value of templates. */
    static Value value(JsonNode node) {
        StandIns none = StandIns.choose(new StandIns.Marks(Set.of()), List.of());
        return new RequestValues(TemplateTraits.of(""), none).value(node);
    }
}
