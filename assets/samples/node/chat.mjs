// One question, one answer.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const answer = await client.chat.completions.create({
  model: process.env.LLMAAS_CHAT_MODEL,
  messages: [{ role: 'user', content: 'How do I create an API key?' }],
})
console.log(answer.choices[0].message.content)
console.log(answer.usage.prompt_tokens, '+', answer.usage.completion_tokens, 'tokens')
