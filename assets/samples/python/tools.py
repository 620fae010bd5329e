"""A model that calls a function of yours. Needs: pip install openai"""
import json
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["LLMAAS_BASE_URL"], api_key=os.environ["LLMAAS_API_KEY"])
weather = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"enum": ["Paris", "Berlin", "London"]}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}
messages = [{"role": "user", "content": "What is the weather in Paris?"}]
asked = client.chat.completions.create(
    model=os.environ["LLMAAS_CHAT_MODEL"], messages=messages, tools=[weather], tool_choice="required"
)
call = asked.choices[0].message.tool_calls[0]
print(call.function.name, json.loads(call.function.arguments))

messages += [asked.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "18 degrees, sunny"}]
answer = client.chat.completions.create(
    model=os.environ["LLMAAS_CHAT_MODEL"], messages=messages, tools=[weather], tool_choice="none"
)
print(answer.choices[0].message.content)
