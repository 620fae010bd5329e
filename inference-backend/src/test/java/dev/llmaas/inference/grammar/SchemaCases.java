package dev.llmaas.inference.grammar;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Schemas as applications send them, and what a validator says of answers. */
public final class SchemaCases {
    private SchemaCases() {}

    public static List<JsonNode> everyday() {
        return List.of(
                schema(
                        "{'type':'object','properties':{'name':{'type':'string','maxLength':30},'age':{'type':'integer','minimum':0,'maximum':150}},'required':['name','age'],'additionalProperties':false}"),
                schema(
                        "{'type':'object','properties':{'sentiment':{'enum':['positive','neutral','negative']},'confidence':{'type':'number','minimum':0,'maximum':1}},'required':['sentiment','confidence']}"),
                schema("{'type':'array','items':{'type':'string','maxLength':15},'minItems':2,'maxItems':4}"),
                schema(
                        "{'type':'object','properties':{'date':{'type':'string','format':'date'},'id':{'type':'string','format':'uuid'}},'required':['date','id']}"),
                schema(
                        "{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{'label':{'type':'string','maxLength':8},'children':{'type':'array','maxItems':2,'items':{'$ref':'#/$defs/node'}}},'required':['label']}}}"),
                schema(
                        "{'type':'object','properties':{'shape':{'oneOf':[{'type':'object','properties':{'kind':{'const':'circle'},'r':{'type':'number','exclusiveMinimum':0,'maximum':10}},'required':['kind','r']},{'type':'object','properties':{'kind':{'const':'square'},'side':{'type':'integer','minimum':1,'maximum':9}},'required':['kind','side']}]}},'required':['shape']}"),
                schema("{'type':'string','pattern':'^[A-Z]{2}-[0-9]{4}$'}"),
                schema("{'type':['integer','null'],'minimum':-3,'maximum':3}"),
                schema(
                        "{'type':'object','properties':{'tags':{'type':'object','additionalProperties':{'type':'boolean'},'maxProperties':2}},'required':['tags']}"));
    }

    private static JsonNode schema(String text) {
        return WireJson.mapper().readTree(text.replace('\'', '"'));
    }

    public static List<String> complaints(JsonNode schema, String answer) {
        return Judge.of(schema.toString()).complaints(answer);
    }

    /** The calls of a stream, put together. */
    public static List<ToolCall> calls(List<ChatCompletionChunk> chunks) {
        TreeMap<Integer, List<ToolCall>> parts = new TreeMap<>();
        for (ChatCompletionChunk chunk : chunks) {
            List<ToolCall> calls = chunk.choices().getFirst().delta().toolCalls();
            for (ToolCall call : calls == null ? List.<ToolCall>of() : calls) {
                parts.computeIfAbsent(Objects.requireNonNull(call.index()), index -> new ArrayList<>())
                        .add(call);
            }
        }
        return parts.values().stream().map(SchemaCases::joined).toList();
    }

    private static ToolCall joined(List<ToolCall> parts) {
        ToolCall first = parts.getFirst();
        StringBuilder arguments = new StringBuilder();
        for (ToolCall part : parts) {
            ToolCall.Function function = Objects.requireNonNull(part.function());
            arguments.append(function.arguments() == null ? "" : function.arguments());
        }
        String name = Objects.requireNonNull(first.function()).name();
        return new ToolCall(first.index(), first.id(), first.type(), new ToolCall.Function(name, arguments.toString()));
    }
}
