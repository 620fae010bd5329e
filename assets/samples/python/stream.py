"""The answer as it is made. Needs: pip install openai"""
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["LLMAAS_BASE_URL"], api_key=os.environ["LLMAAS_API_KEY"])
stream = client.chat.completions.create(
    model=os.environ["LLMAAS_CHAT_MODEL"],
    messages=[{"role": "user", "content": "How do I create an API key?"}],
    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
