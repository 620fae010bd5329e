"use strict";
/* What to show beside an operation: the files of assets/samples that call it, which the tests run, as they are; and where there is none for curl, the call itself with the example of openapi.json. */
const Samples = (() => {
  const LANGUAGES = ["curl", "Python", "Node.js", "Java"];
  const quoted = text => "'" + text.replaceAll("'", "'\\''") + "'";

  function curl(call) {
    const lines = ["curl " + (call.method === "GET" ? "" : "-X " + call.method + " ") + call.url, '--cacert "$LLMAAS_CA"'];
    if (call.secured) lines.push(`-H "Authorization: Bearer $${call.secret}"`);
    if (call.form) call.form.forEach(([k, v]) => lines.push(`-F ${k}=${v}`));
    else if (call.body !== undefined) {
      lines.push('-H "Content-Type: application/json"');
      lines.push("-d " + quoted(JSON.stringify(call.body, null, 2)));
    }
    return lines.join(" \\\n  ");
  }

  /* The samples of an operation by language: {"Python": [{title, text, file, start}, ...]}. */
  function of(files, call) {
    const all = files.filter(file => file.operation === call.id).map(file => ({ ...file, start: start(file) }));
    if (!all.some(sample => sample.language === "curl")) all.push({ language: "curl", title: "This call", text: curl(call) });
    return Object.fromEntries(LANGUAGES.map(language => [language, all.filter(sample => sample.language === language)]).filter(([, some]) => some.length));
  }
  function start(file) {
    return [file.install, (file.trust ? file.trust + "=$LLMAAS_CA " : "") + file.run].filter(Boolean);
  }

  /* What the files read, for a terminal. */
  function environment(base, models) {
    const lines = [["LLMAAS_BASE_URL", base], ["LLMAAS_API_KEY", "sk-llmaas-…"], ["LLMAAS_CA", "ca.pem"], ...Object.entries(models).filter(([, model]) => model)];
    return lines.map(([name, value]) => `export ${name}=${value}`).join("\n");
  }
  return { of, environment };
})();
