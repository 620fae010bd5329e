// OpenAI's Responses API, streamed.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const stream = await client.responses.create({
  model: process.env.LLMAAS_CHAT_MODEL,
  input: 'How do I create an API key?',
  store: false,
  stream: true,
})
for await (const event of stream) {
  if (event.type === 'response.output_text.delta') process.stdout.write(event.delta)
  if (event.type === 'response.completed') console.log('\n' + event.response.usage.total_tokens, 'tokens')
}
