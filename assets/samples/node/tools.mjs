// A model that calls a function of yours.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const model = process.env.LLMAAS_CHAT_MODEL
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather in a city.',
      parameters: {
        type: 'object',
        properties: { city: { enum: ['Paris', 'Berlin', 'London'] } },
        required: ['city'],
        additionalProperties: false,
      },
    },
  },
]
const messages = [{ role: 'user', content: 'What is the weather in Paris?' }]
const asked = await client.chat.completions.create({ model, messages, tools, tool_choice: 'required' })
const call = asked.choices[0].message.tool_calls[0]
console.log(call.function.name, JSON.parse(call.function.arguments))

messages.push(asked.choices[0].message, { role: 'tool', tool_call_id: call.id, content: '18 degrees, sunny' })
const answer = await client.chat.completions.create({ model, messages, tools, tool_choice: 'none' })
console.log(answer.choices[0].message.content)
