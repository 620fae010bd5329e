// An answer as an object of yours.
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'

const Price = z.object({ currency: z.enum(['EUR', 'USD']), amount: z.number().int() })
const client = new OpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const answer = await client.chat.completions.parse({
  model: process.env.LLMAAS_CHAT_MODEL,
  messages: [{ role: 'user', content: 'What does a million input tokens cost?' }],
  response_format: zodResponseFormat(Price, 'price'),
  max_tokens: 100,
})
console.log(answer.choices[0].message.parsed)
