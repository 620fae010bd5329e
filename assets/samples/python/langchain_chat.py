"""LangChain. Needs: pip install langchain-openai"""
import os

from langchain_openai import ChatOpenAI

model = ChatOpenAI(
    base_url=os.environ["LLMAAS_BASE_URL"],
    api_key=os.environ["LLMAAS_API_KEY"],
    model=os.environ["LLMAAS_CHAT_MODEL"],
)
for part in model.stream("How do I create an API key?"):
    print(part.content, end="", flush=True)
print()
