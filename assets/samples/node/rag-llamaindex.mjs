// LlamaIndex: answers from your own texts. Both models are of the platform, so nothing leaves it.
import { OpenAI, OpenAIEmbedding } from '@llamaindex/openai'
import { Document, Settings, VectorStoreIndex } from 'llamaindex'

const place = { baseURL: process.env.LLMAAS_BASE_URL, apiKey: process.env.LLMAAS_API_KEY }
Settings.llm = new OpenAI({ model: process.env.LLMAAS_CHAT_MODEL, ...place })
Settings.embedModel = new OpenAIEmbedding({ model: process.env.LLMAAS_EMBED_MODEL, ...place })

const texts = ['Open API keys and choose Revoke.', 'Input costs 1.80 EUR per million tokens.', 'Support answers in French.']
const index = await VectorStoreIndex.fromDocuments(texts.map((text) => new Document({ text })))
const answer = await index.asQueryEngine({ similarityTopK: 1 }).query({ query: 'What does a token cost?' })
console.log(answer.sourceNodes[0].node.text)
console.log(answer.message.content)
