// The text nearest in meaning to a question.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY })
const texts = ['Open API keys and choose Revoke.', 'Input costs 1.80 EUR per million tokens.', 'Support answers in French.']
const question = 'What does a token cost?'
const { data } = await client.embeddings.create({ model: process.env.LLMAAS_EMBED_MODEL, input: [question, ...texts] })
const [asked, ...vectors] = data.map((item) => item.embedding)
const likeness = vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * asked[i], 0))
console.log(texts[likeness.indexOf(Math.max(...likeness))])
