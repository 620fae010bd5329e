// The AI SDK of Vercel.
import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'

const llmaas = createOpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const { textStream } = streamText({
  model: llmaas.chat(process.env.LLMAAS_CHAT_MODEL),
  prompt: 'How do I create an API key?',
})
for await (const part of textStream) process.stdout.write(part)
console.log()
