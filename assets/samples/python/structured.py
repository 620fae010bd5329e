"""An answer as an object of yours. Needs: pip install openai"""
import os
from typing import Literal

from openai import OpenAI
from pydantic import BaseModel


class Price(BaseModel):
    currency: Literal["EUR", "USD"]
    amount: Literal[1, 2, 4, 8]


client = OpenAI(base_url=os.environ["LLMAAS_BASE_URL"], api_key=os.environ["LLMAAS_API_KEY"])
answer = client.chat.completions.parse(
    model=os.environ["LLMAAS_CHAT_MODEL"],
    messages=[{"role": "user", "content": "What does a million input tokens cost?"}],
    response_format=Price,
    max_tokens=100,
)
price = answer.choices[0].message.parsed
print(price.amount, price.currency)
