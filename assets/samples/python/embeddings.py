"""The text nearest in meaning to a question. Needs: pip install openai"""
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["LLMAAS_BASE_URL"], api_key=os.environ["LLMAAS_API_KEY"])
texts = ["Open API keys and choose Revoke.", "Input costs 1.80 EUR per million tokens.", "Support answers in French."]
question = "What does a token cost?"
vectors = [
    item.embedding
    for item in client.embeddings.create(model=os.environ["LLMAAS_EMBED_MODEL"], input=[question, *texts]).data
]
likeness = [sum(a * b for a, b in zip(vectors[0], vector)) for vector in vectors[1:]]
print(texts[likeness.index(max(likeness))])
