// LangChain: a prompt, a model, a parser.
import { StringOutputParser } from '@langchain/core/output_parsers'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { ChatOpenAI } from '@langchain/openai'

const model = new ChatOpenAI({
  model: process.env.LLMAAS_CHAT_MODEL,
  apiKey: process.env.LLMAAS_API_KEY,
  configuration: { baseURL: process.env.LLMAAS_BASE_URL },
})
const chain = ChatPromptTemplate.fromTemplate('{question}').pipe(model).pipe(new StringOutputParser())
for await (const part of await chain.stream({ question: 'How do I create an API key?' })) process.stdout.write(part)
console.log()
