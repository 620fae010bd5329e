// The answer as it is made.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const stream = await client.chat.completions.create({
  model: process.env.LLMAAS_CHAT_MODEL,
  messages: [{ role: 'user', content: 'How do I create an API key?' }],
  stream: true,
})
for await (const chunk of stream) process.stdout.write(chunk.choices[0].delta.content ?? '')
console.log()
