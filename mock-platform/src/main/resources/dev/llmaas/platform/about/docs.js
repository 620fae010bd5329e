"use strict";
/* Draws /openapi.json. Everything is built of nodes and texts, never of markup, so that nothing in the document can become a script. */
(() => {
  const METHODS = ["get", "post", "put", "patch", "delete"];
  const DEPTH_MAX = 6;
  const state = { api: null, key: "", language: "curl", panels: [], samples: [] };

  /* --- nodes --------------------------------------------------------------------------------------------------- */
  function el(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value === true) node.setAttribute(key, "");
      else if (value !== false && value != null) node.setAttribute(key, value);
    }
    node.append(...children.flat().filter(child => child != null && child !== ""));
    return node;
  }
  const words = text => String(text ?? "").split("`").map((part, i) => i % 2 ? el("code", {}, part) : part);

  /* The few marks that descriptions use: headings, lists, paragraphs, code. */
  function prose(text) {
    return String(text ?? "").split(/\n{2,}/).filter(Boolean).map(block => {
      if (block.startsWith("## ")) return el("h2", { id: slug(block.slice(3)) }, block.slice(3));
      if (block.startsWith("- ")) return el("ul", {}, block.split("\n").map(line => el("li", {}, words(line.replace(/^- /, "")))));
      return el("p", {}, words(block));
    });
  }
  const slug = text => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

  function colored(code, text) {
    const token = /((?<=^|\s)(?:#|\/\/).*$|\/\*\*.*?\*\/)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`)(\s*:)?|(?<![-\w.])(true|false|null|None|True|False|import|from|const|await|async|for|of|in|new|with|as|print|return)(?![-\w])|(?<![\w.:/])-?\d+(?:\.\d+)?\b/gm;
    let at = 0;
    for (const match of text.matchAll(token)) {
      code.append(text.slice(at, match.index));
      const kind = match[1] ? "c" : match[2] ? (match[3] ? "k" : "s") : match[4] ? "w" : "n";
      code.append(el("span", { class: kind }, match[2] ?? match[0]), match[3] ?? "");
      at = match.index + match[0].length;
    }
    code.append(text.slice(at));
  }
  function show(code, text, plain = false) {
    code.replaceChildren();
    if (plain) code.append(text); else colored(code, text);
  }
  function copyButton(text) {
    const button = el("button", { type: "button", onclick: async () => {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } }, "Copy");
    return button;
  }

  /* Vectors stay on one line. */
  const pretty = value => JSON.stringify(value, null, 2).replace(/\[\s+(-?[\d.]+(?:,\s+-?[\d.]+)*)\s+\]/g, (_, numbers) => "[" + numbers.replace(/\s+/g, " ") + "]");

  /* --- schemas ------------------------------------------------------------------------------------------------- */
  function resolve(schema) {
    let now = schema ?? {};
    for (let i = 0; now.$ref && i < 10; i++) {
      const target = now.$ref.slice(2).split("/").reduce((node, step) => node?.[step.replaceAll("~1", "/")], state.api) ?? {};
      const { $ref, ...beside } = now;
      now = { ...target, ...beside };
    }
    return now;
  }
  function typeOf(schema) {
    const s = resolve(schema);
    if (s.const !== undefined) return JSON.stringify(s.const);
    if (s.oneOf || s.anyOf) return (s.oneOf ?? s.anyOf).map(typeOf).filter((t, i, all) => all.indexOf(t) === i).join(" or ");
    if (s.type === "array") return "array of " + typeOf(s.items);
    const type = Array.isArray(s.type) ? s.type.join(" or ") : s.type ?? "any";
    return s.format && s.format !== "int64" ? `${type} · ${s.format}` : type;
  }
  function bounds(s) {
    const parts = [];
    if (s.enum) parts.push("One of " + s.enum.map(v => "`" + v + "`").join(", "));
    if (s.default !== undefined) parts.push("default `" + JSON.stringify(s.default).replaceAll('"', "") + "`");
    if (s.minimum !== undefined && s.maximum !== undefined) parts.push(`${s.minimum} to ${s.maximum}`);
    else if (s.minimum !== undefined) parts.push(`from ${s.minimum}`);
    else if (s.maximum !== undefined) parts.push(`at most ${s.maximum}`);
    if (s.maxLength !== undefined) parts.push(`at most ${s.maxLength} characters`);
    if (s.maxItems !== undefined) parts.push(`at most ${s.maxItems} entries`);
    return parts.join(" · ");
  }
  /* The object inside of a schema whose fields are worth showing. */
  function inner(schema) {
    const s = resolve(schema);
    if (s.properties && Object.keys(s.properties).length) return s;
    if (s.type === "array") return inner(s.items);
    for (const one of s.oneOf ?? s.anyOf ?? []) {
      const found = inner(one);
      if (found) return found;
    }
    return null;
  }
  function fields(schema, depth = 0) {
    const s = inner(schema);
    if (!s) return null;
    const required = new Set(s.required ?? []);
    return el("ul", { class: "rows" }, Object.entries(s.properties).map(([name, raw]) => {
      const field = resolve(raw);
      return row(name, raw, required.has(name), depth < DEPTH_MAX && inner(field) ? fields(field, depth + 1) : null);
    }));
  }
  function row(name, schema, required, children) {
    const s = resolve(schema);
    const limit = bounds(s);
    return el("li", {},
      el("div", { class: "field" }, el("b", {}, name), el("i", {}, typeOf(schema)), required ? el("em", {}, "required") : null),
      s.description ? el("p", { class: "about" }, words(s.description)) : null,
      limit ? el("p", { class: "bounds" }, words(limit)) : null,
      children ? el("details", {}, el("summary", {}, "fields"), children) : null);
  }
  function example(schema, depth = 0) {
    const s = resolve(schema);
    if (s.example !== undefined) return s.example;
    if (s.examples?.length) return s.examples[0];
    if (s.const !== undefined) return s.const;
    if (s.default !== undefined) return s.default;
    if (s.enum) return s.enum[0];
    if (s.oneOf ?? s.anyOf) return example((s.oneOf ?? s.anyOf)[0], depth);
    const type = Array.isArray(s.type) ? s.type[0] : s.type;
    if (type === "array") return depth > 4 ? [] : [example(s.items, depth + 1)];
    if (type === "object") {
      const wanted = Object.entries(s.properties ?? {});
      return depth > 4 ? {} : Object.fromEntries(wanted.map(([key, value]) => [key, example(value, depth + 1)]));
    }
    if (type === "integer") return s.minimum ?? 1;
    if (type === "number") return s.minimum ?? 0.5;
    if (type === "boolean") return false;
    return s.format === "date" ? "2027-01-31" : "…";
  }

  /* --- operations ---------------------------------------------------------------------------------------------- */
  function operations() {
    const all = [];
    for (const [path, item] of Object.entries(state.api.paths)) {
      for (const method of METHODS) {
        if (item[method]) all.push({ path, method, parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(resolve), ...item[method] });
      }
    }
    return all;
  }
  function request(op) {
    const content = resolve(op.requestBody ?? {}).content ?? {};
    const type = Object.keys(content)[0];
    if (!type) return null;
    const media = content[type];
    const given = media.example ?? Object.values(media.examples ?? {})[0]?.value;
    return { type, schema: media.schema, example: given === undefined ? requiredOnly(media.schema) : given };
  }
  function requiredOnly(schema) {
    const s = resolve(schema);
    const all = example(s);
    if (typeof all !== "object" || Array.isArray(all) || !s.required) return all;
    return Object.fromEntries(Object.entries(all).filter(([key]) => s.required.includes(key)));
  }
  function answers(op) {
    return Object.entries(op.responses ?? {}).map(([status, raw]) => {
      const response = resolve(raw);
      const [type, media] = Object.entries(response.content ?? {})[0] ?? [null, {}];
      const given = media.example ?? Object.values(media.examples ?? {})[0]?.value;
      return { status, type, schema: media.schema, said: response.description, example: given };
    });
  }
  function call(op) {
    const body = request(op);
    const origin = location.origin;
    const path = op.path.replace(/\{(\w+)\}/g, (_, name) => op.parameters.find(p => p.name === name)?.example ?? name.toUpperCase());
    const security = op.security ?? state.api.security ?? [];
    const person = security.length && !security.some(one => one.apiKey);
    const form = body && body.type.startsWith("multipart/");
    return {
      id: op.operationId, method: op.method.toUpperCase(), origin, url: origin + path,
      secured: security.length > 0, secret: person ? "LLMAAS_ADMIN_TOKEN" : "LLMAAS_API_KEY",
      form: form ? formFields(body) : null,
      body: form || !body ? undefined : body.example,
    };
  }
  const formFields = body => Object.entries(resolve(body.schema).properties ?? {})
    .filter(([name]) => (resolve(body.schema).required ?? []).includes(name) || name === "purpose")
    .map(([name, schema]) => [name, resolve(schema).format === "binary" ? "@meeting.mp3" : String(example(schema))]);

  function operation(op) {
    const id = op.operationId;
    const body = request(op);
    const all = answers(op);
    const good = all.find(one => one.status.startsWith("2")) ?? {};
    return el("section", { class: "op", id, "aria-label": op.summary },
      el("div", {},
        el("h3", {}, el("a", { href: "#" + id }, op.summary ?? id)),
        el("div", { class: "path" }, verb(op.method), el("span", {}, op.path)),
        op.description ? el("div", { class: "said" }, prose(op.description)) : null,
        op.parameters.length ? [el("h4", {}, "Parameters"), el("ul", { class: "rows" }, op.parameters.map(p => row(p.name, { ...p.schema, description: p.description }, p.required, null)))] : null,
        body ? [el("h4", {}, "Body", el("small", {}, body.type)), fields(body.schema) ?? el("p", { class: "about" }, typeOf(body.schema))] : null,
        good.schema ? [el("h4", {}, "Answer", el("small", {}, `${good.status} ${good.type ?? ""}`)), good.said ? el("p", { class: "about" }, words(good.said)) : null, answerFields(good.schema)] : null),
      el("div", { class: "demo" }, el("div", { class: "stick" }, samplePanel(op), answerPanel(good), tryIt(op, body))));
  }
  function answerFields(schema) {
    const drawn = fields(schema);
    return drawn ? el("details", {}, el("summary", {}, "fields of the answer"), drawn) : null;
  }
  const verb = method => el("span", { class: "verb " + method }, method === "delete" ? "DEL" : method.toUpperCase());

  function samplePanel(op) {
    const byLanguage = Samples.of(state.samples, call(op));
    const languages = Object.keys(byLanguage);
    const code = el("code");
    const titles = el("select", { "aria-label": "Sample", onchange: () => draw(titles.value) });
    const foot = el("div", { class: "foot" });
    let sample = null;
    const tabs = languages.map(language => el("button", { type: "button", role: "tab", onclick: () => choose(language) }, language));
    const draw = title => {
      const chosen = languages.includes(state.language) ? state.language : languages[0];
      const some = byLanguage[chosen];
      sample = some.find(one => one.title === title) ?? some[0];
      titles.replaceChildren(...some.map(one => el("option", { value: one.title, selected: one === sample }, one.title)));
      titles.hidden = some.length < 2;
      show(code, sample.text.trimEnd());
      foot.hidden = !sample.file;
      foot.replaceChildren(...(sample.file ? [el("span", {}, "assets/samples/" + sample.file), ...sample.start.map(line => el("code", {}, line))] : []));
      tabs.forEach((tab, i) => tab.setAttribute("aria-selected", String(languages[i] === chosen)));
    };
    state.panels.push(draw);
    draw();
    return el("div", { class: "panel" },
      el("div", { class: "bar", role: "tablist" }, tabs, el("span", { class: "end" }, copyButton(() => sample.text))),
      titles,
      el("pre", { tabindex: "0" }, code), foot);
  }
  function choose(language) {
    state.language = language;
    state.panels.forEach(draw => draw());
  }
  function environmentPanel() {
    const model = id => request(operations().find(op => op.operationId === id) ?? {})?.example?.model;
    const text = Samples.environment(location.origin + "/v1", { LLMAAS_CHAT_MODEL: model("createChatCompletion"), LLMAAS_EMBED_MODEL: model("createEmbeddings"), LLMAAS_RERANK_MODEL: model("rerank") });
    const code = el("code");
    show(code, text, true);
    return [el("h2", { id: "samples" }, "Samples"),
      el("p", {}, "The programs on this page are files of the project, which its tests run. They read where the platform is from the environment; set it once in a terminal, with models of yours from ", el("code", {}, "GET /v1/models"), ". ", el("code", {}, "LLMAAS_CA"), " is the certificate of the authority of your organisation; the console writes it into a file. Where a public authority signed, leave it out, and ", el("code", {}, "--cacert"), " with it."),
      el("div", { class: "panel" }, el("div", { class: "bar" }, el("b", {}, "Environment"), el("span", { class: "end" }, copyButton(() => text))), el("pre", { tabindex: "0" }, code))];
  }
  function answerPanel(answer) {
    if (!answer.schema || !(answer.type ?? "").includes("json")) return null;
    const text = pretty(answer.example ?? example(answer.schema));
    const code = el("code");
    show(code, text);
    return el("div", { class: "panel" },
      el("div", { class: "bar" }, el("b", {}, `Answer ${answer.status}`), el("span", { class: "end" }, copyButton(() => text))),
      el("pre", { tabindex: "0" }, code));
  }

  /* --- try it -------------------------------------------------------------------------------------------------- */
  function tryIt(op, body) {
    const made = call(op);
    const inputs = op.parameters.filter(p => p.in === "path" || p.in === "query").map(p => {
      const input = el("input", { type: "text", spellcheck: "false", placeholder: p.required ? "" : "left out" });
      return { p, input };
    });
    const key = made.secured ? el("input", { type: "password", class: "key", autocomplete: "off", placeholder: made.secret === "LLMAAS_API_KEY" ? "sk-llmaas-…" : "access token", oninput: event => {
      state.key = event.target.value;
      document.querySelectorAll("input.key").forEach(other => { if (other !== event.target) other.value = state.key; });
    } }) : null;
    const isForm = body?.type.startsWith("multipart/");
    const text = body && !isForm ? el("textarea", { spellcheck: "false" }, JSON.stringify(body.example, null, 2)) : null;
    const file = isForm ? el("input", { type: "file" }) : null;
    const code = el("code");
    const status = el("span", { class: "status" });
    const took = el("span", { class: "took" });
    const result = el("div", { class: "panel", hidden: true }, el("div", { class: "bar" }, el("b", {}, "Your answer"), status, el("span", { class: "end" }, took, copyButton(() => code.textContent))), el("pre", { tabindex: "0", "aria-live": "polite" }, code));
    let running = null;
    const go = el("button", { type: "button", class: "primary", onclick: () => running ? running.abort() : send() }, "Send");

    async function send() {
      running = new AbortController();
      go.textContent = "Stop";
      result.hidden = false;
      status.textContent = "…";
      status.classList.remove("bad");
      took.textContent = "";
      show(code, "", true);
      const began = performance.now();
      try {
        const answer = await fetch(address(op, inputs), { method: made.method, headers: headers(key, text), body: content(text, file, isForm), signal: running.signal, cache: "no-store", credentials: "omit" });
        status.textContent = String(answer.status);
        status.classList.toggle("bad", !answer.ok);
        await read(answer, code);
      } catch (failure) {
        status.classList.add("bad");
        status.textContent = failure.name === "AbortError" ? "stopped" : "failed";
        if (failure.name !== "AbortError") show(code, failure.message, true);
      } finally {
        took.textContent = `${Math.round(performance.now() - began)} ms`;
        running = null;
        go.textContent = "Send";
      }
    }
    return [el("details", { class: "open" }, el("summary", {}, "Try it"), el("div", { class: "try" },
      key ? el("label", {}, made.secret === "LLMAAS_API_KEY" ? "Key" : "Access token", key) : null,
      inputs.map(({ p, input }) => el("label", {}, p.name, input)),
      text ? el("label", {}, "Body", text) : null,
      file ? el("label", {}, "File", file) : null,
      el("div", { class: "go" }, go, el("small", {}, key ? "The key stays in the memory of this page. The call is real: it is billed like any other." : "The call is real.")), result))];
  }
  function address(op, inputs) {
    let path = op.path;
    const query = new URLSearchParams();
    for (const { p, input } of inputs) {
      if (p.in === "path") path = path.replace(`{${p.name}}`, input.value.split("/").map(encodeURIComponent).join("/"));
      else if (input.value) query.set(p.name, input.value);
    }
    return path + (query.size ? "?" + query : "");
  }
  function headers(key, text) {
    const all = {};
    if (key && state.key) all.authorization = "Bearer " + state.key.trim();
    if (text) all["content-type"] = "application/json";
    return all;
  }
  function content(text, file, isForm) {
    if (text) return text.value;
    if (!isForm) return undefined;
    const form = new FormData();
    if (file.files[0]) form.append("file", file.files[0]);
    return form;
  }
  async function read(answer, code) {
    const type = answer.headers.get("content-type") ?? "";
    if (type.includes("event-stream")) {
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) code.append(part.value);
      return;
    }
    if (!/json|text/.test(type)) {
      show(code, `${(await answer.blob()).size} bytes of ${type}`, true);
      return;
    }
    const text = await answer.text();
    try { show(code, JSON.stringify(JSON.parse(text), null, 2)); } catch { show(code, text, true); }
  }

  /* --- the page ------------------------------------------------------------------------------------------------ */
  function areas(all) {
    const tags = (state.api.tags ?? []).map(tag => tag.name);
    all.forEach(op => (op.tags ?? ["Other"]).forEach(tag => { if (!tags.includes(tag)) tags.push(tag); }));
    return tags.map(tag => ({ tag, said: state.api.tags?.find(one => one.name === tag)?.description, all: all.filter(op => (op.tags ?? ["Other"])[0] === tag) })).filter(area => area.all.length);
  }
  function draw() {
    const all = areas(operations());
    const content = document.getElementById("content");
    const base = location.origin + "/v1";
    const guide = prose(state.api.info.description);
    const first = operations().find(op => op.operationId === "createChatCompletion");
    const lead = guide.filter(node => node.tagName !== "H2").slice(0, 1);
    content.replaceChildren(
      el("section", { class: "hero guide", id: "top" },
        el("div", {}, el("h1", {}, "Build with llmaas"), lead,
        el("div", { class: "base" }, el("span", {}, "Base URL"), el("output", {}, base), el("button", { class: "ghost", type: "button", onclick: event => { navigator.clipboard.writeText(base); event.target.textContent = "Copied"; } }, "Copy")),
        environmentPanel(), guide.filter(node => !lead.includes(node))),
        first ? el("div", { class: "demo" }, el("div", { class: "stick" }, samplePanel(first), answerPanel(answers(first).find(one => one.status === "200") ?? {}))) : null),
      ...all.flatMap(area => [el("h2", { class: "area", id: slug(area.tag) }, area.tag), area.said ? el("p", {}, words(area.said)) : "", ...area.all.map(operation)]));
    drawSide(all, "");
    document.getElementById("search").addEventListener("input", event => drawSide(all, event.target.value));
    follow();
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView({ behavior: "instant" });
  }
  function drawSide(all, wanted) {
    const parts = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = text => parts.every(part => text.toLowerCase().includes(part));
    const side = document.getElementById("side");
    const guide = [...document.querySelectorAll(".guide h2")].filter(h => matches(h.textContent)).map(h => el("a", { href: "#" + h.id }, el("span", {}, h.textContent)));
    const groups = all.map(area => ({ ...area, all: area.all.filter(op => matches([op.summary, op.path, op.operationId, op.description, ...Object.keys(inner(request(op)?.schema ?? {})?.properties ?? {})].join(" "))) })).filter(area => area.all.length);
    side.replaceChildren(
      ...(guide.length ? [el("h2", {}, "Guide"), ...guide] : []),
      ...groups.flatMap(area => [el("h2", {}, area.tag), ...area.all.map(op => el("a", { href: "#" + op.operationId }, el("span", {}, op.summary), verb(op.method)))]),
      ...(guide.length || groups.length ? [] : [el("p", { class: "none" }, "Nothing here is called so.")]));
  }
  function follow() {
    const side = document.getElementById("side");
    const mark = id => side.querySelectorAll("a").forEach(a => a.classList.toggle("here", a.getAttribute("href") === "#" + id));
    const seen = new IntersectionObserver(entries => {
      const top = entries.filter(entry => entry.isIntersecting)[0];
      if (top) mark(top.target.id);
    }, { rootMargin: "-15% 0px -75% 0px" });
    document.querySelectorAll(".op, .guide h2").forEach(node => seen.observe(node));
    side.addEventListener("click", () => open(false));
  }
  function open(wanted) {
    document.getElementById("side").classList.toggle("open", wanted);
    document.getElementById("menu").setAttribute("aria-expanded", String(wanted));
  }
  function theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    let chosen = null;
    const apply = () => { document.documentElement.dataset.theme = chosen ?? (dark.matches ? "dark" : "light"); };
    dark.addEventListener("change", apply);
    document.getElementById("theme").addEventListener("click", () => {
      chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      apply();
    });
    apply();
  }
  async function start() {
    theme();
    document.getElementById("menu").addEventListener("click", event => open(event.currentTarget.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", event => {
      const typing = /INPUT|TEXTAREA/.test(document.activeElement?.tagName ?? "");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        document.getElementById("search").focus();
      }
    });
    try {
      [state.api, state.samples] = await Promise.all(["/openapi.json", "/docs/samples.json"].map(async place => {
        const answer = await fetch(place);
        if (!answer.ok) throw new Error(`The server answered with ${answer.status}.`);
        return answer.json();
      }));
      draw();
    } catch (failure) {
      document.getElementById("content").replaceChildren(el("p", { class: "notice" }, `The description of the API cannot be drawn: ${failure.message} `, el("a", { href: "/openapi.json" }, "openapi.json")));
    }
  }
  start();
})();
