"use strict";
/* Turns an operation of openapi.json into samples: curl, Python, Node.js, Java. Where OpenAI's own libraries have a call for it, they are used. */
const Samples = (() => {
  const KEY = "LLMAAS_API_KEY";
  const LANGUAGES = ["curl", "Python", "Node.js", "Java"];

  const json = (value, indent = 2) => JSON.stringify(value, null, indent);
  const indented = (text, by) => text.split("\n").join("\n" + " ".repeat(by));
  const quotedForShell = text => "'" + text.replaceAll("'", "'\\''") + "'";
  const python = (value, by = 0) => {
    const pad = " ".repeat(by + 4);
    if (value === null) return "None";
    if (value === true) return "True";
    if (value === false) return "False";
    if (Array.isArray(value)) {
      const flat = "[" + value.map(one => python(one, by + 4)).join(", ") + "]";
      return flat.length < 60 ? flat : "[\n" + value.map(one => pad + python(one, by + 4)).join(",\n") + ",\n" + " ".repeat(by) + "]";
    }
    if (typeof value === "object") {
      const flat = "{" + Object.entries(value).map(([k, v]) => json(k) + ": " + python(v, by + 4)).join(", ") + "}";
      return flat.length < 60 ? flat : "{\n" + Object.entries(value).map(([k, v]) => pad + json(k) + ": " + python(v, by + 4)).join(",\n") + ",\n" + " ".repeat(by) + "}";
    }
    return json(value);
  };
  const pythonArguments = body => Object.entries(body).map(([k, v]) => "    " + k + "=" + python(v, 4) + ",").join("\n");
  const javaText = text => '"""\n            ' + indented(text, 12) + '"""';

  function curl(call) {
    const lines = ["curl " + (call.method === "GET" ? "" : "-X " + call.method + " ") + call.url];
    if (call.secured) lines.push(`-H "Authorization: Bearer $${call.secret}"`);
    if (call.form) call.form.forEach(([k, v]) => lines.push(`-F ${k}=${v}`));
    else if (call.body !== undefined) {
      lines.push('-H "Content-Type: application/json"');
      lines.push("-d " + quotedForShell(json(call.body)));
    }
    return lines.join(" \\\n  ");
  }

  function pythonSample(call) {
    const client = `from openai import OpenAI\n\nclient = OpenAI(base_url="${call.origin}/v1", api_key=os.environ["${KEY}"])\n`;
    const own = {
      createChatCompletion: () => `answer = client.chat.completions.create(\n${pythonArguments(call.body)}\n)\nprint(answer.choices[0].message.content)`,
      createCompletion: () => `answer = client.completions.create(\n${pythonArguments(call.body)}\n)\nprint(answer.choices[0].text)`,
      createResponse: () => `answer = client.responses.create(\n${pythonArguments(call.body)}\n)\nprint(answer.output_text)`,
      createEmbeddings: () => `answer = client.embeddings.create(\n${pythonArguments(call.body)}\n)\nprint(len(answer.data[0].embedding))`,
      createTranscription: () => `with open("meeting.mp3", "rb") as file:\n    answer = client.audio.transcriptions.create(model="whisper-1", file=file)\nprint(answer.text)`,
      createTranslation: () => `with open("meeting.mp3", "rb") as file:\n    answer = client.audio.translations.create(model="whisper-1", file=file)\nprint(answer.text)`,
      listModels: () => `for model in client.models.list():\n    print(model.id)`,
    }[call.id];
    if (own) return "import os\n" + client + "\n" + own();
    const parts = [`    "${call.method}",`, `    "${call.url}",`];
    if (call.secured) parts.push(`    headers={"Authorization": "Bearer " + os.environ["${call.secret}"]},`);
    if (call.form) parts.push(`    files={"file": open("meeting.mp3", "rb")},`);
    else if (call.body !== undefined) parts.push("    json=" + python(call.body, 4) + ",");
    return `import os\nimport httpx\n\nanswer = httpx.request(\n${parts.join("\n")}\n)\nanswer.raise_for_status()\nprint(answer.json())`;
  }

  function node(call) {
    const client = `import OpenAI from "openai";\n\nconst client = new OpenAI({\n  baseURL: "${call.origin}/v1",\n  apiKey: process.env.${KEY},\n});\n`;
    const body = call.body === undefined ? "" : json(call.body);
    const own = {
      createChatCompletion: () => `const answer = await client.chat.completions.create(${body});\nconsole.log(answer.choices[0].message.content);`,
      createCompletion: () => `const answer = await client.completions.create(${body});\nconsole.log(answer.choices[0].text);`,
      createResponse: () => `const answer = await client.responses.create(${body});\nconsole.log(answer.output_text);`,
      createEmbeddings: () => `const answer = await client.embeddings.create(${body});\nconsole.log(answer.data[0].embedding.length);`,
      createTranscription: () => `const answer = await client.audio.transcriptions.create({\n  model: "whisper-1",\n  file: fs.createReadStream("meeting.mp3"),\n});\nconsole.log(answer.text);`,
      createTranslation: () => `const answer = await client.audio.translations.create({\n  model: "whisper-1",\n  file: fs.createReadStream("meeting.mp3"),\n});\nconsole.log(answer.text);`,
      listModels: () => `for await (const model of client.models.list()) {\n  console.log(model.id);\n}`,
    }[call.id];
    if (own) return (call.form ? 'import fs from "node:fs";\n' : "") + client + "\n" + own();
    const parts = [];
    if (call.method !== "GET") parts.push(`  method: "${call.method}",`);
    const headers = [];
    if (call.secured) headers.push("    Authorization: `Bearer ${process.env." + call.secret + "}`,");
    if (call.body !== undefined && !call.form) headers.push('    "Content-Type": "application/json",');
    if (headers.length) parts.push("  headers: {\n" + headers.join("\n") + "\n  },");
    if (call.form) parts.push("  body: form,");
    else if (call.body !== undefined) parts.push("  body: JSON.stringify(" + indented(body, 2) + "),");
    const form = call.form ? 'const form = new FormData();\nform.append("file", await fs.openAsBlob("meeting.mp3"), "meeting.mp3");\n\n' : "";
    return `${form}const answer = await fetch("${call.url}"${parts.length ? ", {\n" + parts.join("\n") + "\n}" : ""});\nconsole.log(await answer.json());`;
  }

  function java(call) {
    const client = `OpenAIClient client = OpenAIOkHttpClient.builder()\n        .baseUrl("${call.origin}/v1")\n        .apiKey(System.getenv("${KEY}"))\n        .build();\n`;
    const text = () => json((call.body.messages || [{ content: "" }]).at(-1).content);
    const own = {
      createChatCompletion: () => `ChatCompletion answer = client.chat().completions().create(\n        ChatCompletionCreateParams.builder()\n                .model(${json(call.body.model)})\n                .addUserMessage(${text()})\n                .build());\nSystem.out.println(answer.choices().getFirst().message().content().orElse(""));`,
      createEmbeddings: () => `CreateEmbeddingResponse answer = client.embeddings().create(\n        EmbeddingCreateParams.builder()\n                .model(${json(call.body.model)})\n                .input(${json(call.body.input)})\n                .build());\nSystem.out.println(answer.data().getFirst().embedding().size());`,
      createTranscription: () => `TranscriptionCreateResponse answer = client.audio().transcriptions().create(\n        TranscriptionCreateParams.builder()\n                .model("whisper-1")\n                .file(Path.of("meeting.mp3"))\n                .build());\nSystem.out.println(answer.asTranscription().text());`,
      listModels: () => `client.models().list().data().forEach(model -> System.out.println(model.id()));`,
    }[call.id];
    if (own) return client + own();
    const lines = [`HttpRequest request = HttpRequest.newBuilder(URI.create("${call.url}"))`];
    if (call.secured) lines.push(`        .header("Authorization", "Bearer " + System.getenv("${call.secret}"))`);
    if (call.form) lines.push('        .header("Content-Type", "multipart/form-data; boundary=" + boundary)', '        .POST(BodyPublishers.ofByteArrays(parts)) // the parts of the form');
    else if (call.body !== undefined) {
      lines.push('        .header("Content-Type", "application/json")');
      lines.push(`        .method("${call.method}", BodyPublishers.ofString(${javaText(json(call.body))}))`);
    } else if (call.method !== "GET") lines.push(`        .method("${call.method}", BodyPublishers.noBody())`);
    lines.push("        .build();");
    return lines.join("\n") + '\nHttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());\nSystem.out.println(answer.body());';
  }

  const makers = { "curl": curl, "Python": pythonSample, "Node.js": node, "Java": java };
  return { LANGUAGES, of: (language, call) => makers[language](call) };
})();
