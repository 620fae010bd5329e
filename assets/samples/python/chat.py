"""One question, one answer. Needs: pip install openai"""
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["LLMAAS_BASE_URL"], api_key=os.environ["LLMAAS_API_KEY"])
answer = client.chat.completions.create(
    model=os.environ["LLMAAS_CHAT_MODEL"],
    messages=[{"role": "user", "content": "How do I create an API key?"}],
)
print(answer.choices[0].message.content)
print(answer.usage.prompt_tokens, "+", answer.usage.completion_tokens, "tokens")
