// @ts-check
// Plain values, conditions, and what is wrong with a document. Reads the page's data, changes only `doc`.

/** @typedef {Record<string, any>} Doc */
/** @typedef {any[]} Path  keys and positions, outermost first */
/** @typedef {{at: Path, text: string, question?: string, version?: number, reason?: boolean, missing?: boolean}} Wrong
 * version: the one that is asked now; reason: one is needed; missing: something is to be added, not taken out */

const $ = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const every = (/** @type {string} */ what, /** @type {any} */ within = document) => /** @type {any[]} */ ([...within.querySelectorAll(what)]);
const data = JSON.parse($("data").textContent);
const FIELDS = ["answer", "version", "by", "name", "on", "note", "evidence", "record"];

/** @type {Doc} */ let doc = structuredClone(data.document);

// --- plain values ---

/** Is it a mapping? @param {any} value */
function isMap(value) { return typeof value === "object" && value !== null && !Array.isArray(value); }

/** Return the own value of a key; keys from files may be called anything, "__proto__" too. @param {any} map @param {any} key */
function own(map, key) { return (isMap(map) || Array.isArray(map)) && Object.hasOwn(map, key) ? map[key] : undefined; }

/** Set an own value. @param {any} map @param {any} key @param {any} value */
function put(map, key, value) { Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true }); }

/** @param {Path} path */
function at(path) { return path.reduce((found, key) => own(found, key), /** @type {any} */ (doc)); }

/** Set or, with undefined, take out the value at a path; mappings on the way are made. @param {Path} path @param {any} value */
function write(path, value) {
  let inner = /** @type {any} */ (doc);
  for (const key of path.slice(0, -1)) {
    if (!isMap(own(inner, key)) && !Array.isArray(own(inner, key))) put(inner, key, {});
    inner = own(inner, key);
  }
  const last = path[path.length - 1];
  if (value !== undefined) put(inner, last, value);
  else if (Array.isArray(inner)) inner.splice(Number(last), 1);
  else delete inner[last];
}

/** Return a value as text in which the order of keys and yes against true make no difference. @param {any} value @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isMap(value)) return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  return JSON.stringify(word(value)) ?? "null";
}

/** Other programs save yes as true. @param {any} value */
function word(value) { return value === true ? "yes" : value === false ? "no" : value; }

/** Return a sentence with its facts filled in. @param {string} name @param {Doc} [facts] @returns {string} */
function say(name, facts = {}) {
  return data.texts[name].replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ key) => Object.hasOwn(facts, key) ? String(facts[key]) : whole);
}

/** Make text from a file harmless to read: one line, no hidden or turning characters. @param {any} value @param {number} [most] */
function plain(value, most = 200) {
  const text = String(value).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Drop the signs that no file of answers may hold. @param {string} text */
function clean(text) { return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, ""); }

/** @param {string} text */
function isDate(text) {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

// --- conditions: true, false or null (unknown) ---

/** @param {any} tree @returns {boolean | null} */
function holds(tree) {
  if (!Array.isArray(tree)) return tree;
  const [kind, ...parts] = tree;
  if (kind === "profile") return profileIs(parts[0], parts[1]);
  const judged = parts.map(holds);
  if (kind === "not") return judged[0] === null ? null : !judged[0];
  const settles = kind === "any";
  return judged.includes(settles) ? settles : judged.includes(null) ? null : !settles;
}

/** @param {string} question @param {string[]} options */
function profileIs(question, options) {
  const said = own(doc.profile, question) ?? own(data.plan, question);
  if (said === undefined || said === null || (Array.isArray(said) && said.length === 0)) return null;
  const chosen = Array.isArray(said) ? said : isMap(said) ? Object.values(said) : [said];
  return chosen.some(option => options.includes(word(option)));
}

/** Return why a question is not asked now; empty where it is asked. @param {Doc} question */
function whyOff(question) {
  if (holds(question.applies) === false) return say("off_condition", { when: question.when });
  const phase = own(doc.profile, "P-08") ?? null;
  const fits = question.raised || phase === null || question.phases.includes("organisation") || question.phases.includes(phase);
  return fits ? "" : say("off_phase", { phases: question.phase_labels });
}

// --- what is wrong: the same rules, in the same words, as when adm-audit reads the file ---

/** @param {any} value */
function found(value) {
  if (value === null || value === undefined) return say("nothing");
  if (Array.isArray(value)) return say("a_list");
  if (isMap(value)) return say("a_mapping");
  if (typeof value === "string") return say("found_text", { text: plain(value, 60) });
  return typeof value === "number" ? say("found_number", { text: value }) : String(value);
}

/** @param {string} name @param {string[]} known */
function nearest(name, known) {
  const flat = (/** @type {string} */ text) => text.trim().toLowerCase().replace(/[-_ ]/g, "");
  const near = known.find(item => flat(item) === flat(name));
  return near ? ` ${say("nearest", { nearest: near })}` : "";
}

/** @param {Doc} whole @returns {Wrong[]} */
function check(whole) {
  /** @type {Wrong[]} */ const wrong = [];
  const add = (/** @type {Path} */ path, /** @type {string} */ text, /** @type {Doc} */ more = {}) => wrong.push({ at: path, text, ...more });
  const shape = (/** @type {Path} */ path, /** @type {string} */ expected, /** @type {any} */ value) =>
    add(path, say("checklist_wrong_shape", { key: plain(path[path.length - 1]), expected, found: found(value) }));
  const unknown = (/** @type {Path} */ path, /** @type {string} */ kind, /** @type {any} */ name, /** @type {string[]} */ known) =>
    add(path, say("checklist_unknown_name", { kind, name: plain(name), known: known.join(", ") }) + nearest(String(name), known));
  const only = (/** @type {Path} */ path, /** @type {any} */ map, /** @type {string[]} */ known) => {
    for (const key of Object.keys(map)) if (!known.includes(key)) add([...path, key], say("checklist_unknown_key", { key: plain(key) }) + nearest(key, known));
  };
  const text = (/** @type {Path} */ path, /** @type {any} */ value) => {
    if (value === undefined || value === null || (typeof value === "string" && value.trim())) return true;
    shape(path, say("a_text"), value);
    return false;
  };
  const date = (/** @type {Path} */ path, /** @type {any} */ value) => { if (text(path, value) && value && !isDate(value.trim())) shape(path, say("a_date"), value); };

  only([], whole, ["adm_audit_answers", "status", "profile", "answers", "handling"]);
  if (whole.status !== undefined && whole.status !== null && !["trial", "final"].includes(whole.status)) unknown(["status"], "status", whole.status, ["trial", "final"]);
  for (const [key, said] of Object.entries(whole.profile ?? {})) {
    const path = ["profile", key], question = own(data.profile, key);
    if (!question) { add(path, say("answers_unknown_id", { id: plain(key) }) + nearest(key, Object.keys(data.profile))); continue; }
    if (question.kind === "one" && typeof word(said) !== "string") shape(path, say("one_of", { words: question.options.join(", ") }), said);
    else if (question.kind === "one" && !question.options.includes(word(said))) unknown(path, `option of ${key}`, said, question.options);
    else if (question.kind === "one" && own(own(data.clashes, key), word(said))) add(path, data.clashes[key][word(said)]);
    else if (question.kind === "several" && !Array.isArray(said) && typeof said !== "string") shape(path, say("a_list"), said);
    else if (question.kind === "several") [said].flat().forEach((/** @type {any} */ item, /** @type {number} */ n) => {
      const where = Array.isArray(said) ? [...path, n] : path;
      if (typeof item !== "string") shape(where, say("a_text"), item);
      else if (!question.options.includes(item)) unknown(where, `option of ${key}`, item, question.options);
    });
    else if (["fields", "per_ground"].includes(question.kind) && !isMap(said)) shape(path, say("a_mapping"), said);
    else if (question.kind === "fields") only(path, said, question.fields);
    else if (question.kind === "per_ground") for (const [ground, option] of Object.entries(said)) {
      if (!data.grounds.includes(ground)) unknown([...path, ground], "ground", ground, data.grounds);
      else if (!question.options.includes(option)) unknown([...path, ground], `option of ${key}`, option, question.options);
    }
  }
  for (const [key, entry] of Object.entries(whole.answers ?? {})) {
    const path = ["answers", key], question = own(data.questions, key), gone = own(data.retired, key);
    if (!question) {
      if (gone) add(path, say("answers_retired_id", { id: key, because: gone.because }) + (gone.nearest ? ` ${say("nearest", { nearest: gone.nearest })}` : ""));
      else add(path, say("answers_unknown_id", { id: plain(key) }) + nearest(key, Object.keys(data.questions)));
      continue;
    }
    const start = wrong.length;
    if (!isMap(entry)) { shape(path, say("a_mapping"), entry); wrong[start].question = key; continue; }
    only(path, entry, FIELDS);
    const answer = word(entry.answer);
    if (answer === undefined || answer === null) add(path, say("checklist_missing_key", { key: "answer", expected: say("a_text") }), { missing: true });
    else if (typeof answer !== "string") shape([...path, "answer"], say("a_text"), answer);
    else if (!Object.hasOwn(data.answers, answer)) add([...path, "answer"], say("answers_unknown_word", { word: plain(answer), known: Object.keys(data.answers).join(", ") }) + nearest(answer, Object.keys(data.answers)));
    if (entry.version === undefined || entry.version === null) add(path, say("checklist_missing_key", { key: "version", expected: say("a_whole") }), { missing: true, version: question.version });
    else if (!Number.isInteger(entry.version) || entry.version < 1) shape([...path, "version"], say("a_whole"), entry.version);
    else if (entry.version !== question.version) add([...path, "version"], say("answers_other_version", { id: key, found: entry.version, now: question.version }), { version: question.version });
    for (const name of ["by", "name", "note"]) text([...path, name], entry[name]);
    if (typeof entry.by === "string" && entry.by && !Object.hasOwn(data.roles, entry.by)) unknown([...path, "by"], "role", entry.by, Object.keys(data.roles));
    date([...path, "on"], entry.on);
    if (answer === "not_applicable" && !(typeof entry.note === "string" && entry.note.trim())) add([...path, "answer"], say("answers_reason_needed", { id: key }), { reason: true });
    if (entry.evidence !== undefined && entry.evidence !== null && !Array.isArray(entry.evidence)) shape([...path, "evidence"], say("a_list"), entry.evidence);
    else for (const [n, item] of (entry.evidence ?? []).entries()) {
      const where = [...path, "evidence", n];
      if (!isMap(item)) { shape(where, say("a_mapping"), item); continue; }
      only(where, item, ["what", "link", "on", "by"]);
      if (item.what === undefined || item.what === null) add(where, say("checklist_missing_key", { key: "what", expected: say("a_text") }), { missing: true });
      else text([...where, "what"], item.what);
      text([...where, "by"], item.by);
      date([...where, "on"], item.on);
      const scheme = text([...where, "link"], item.link) && /^\s*([a-z][a-z0-9+.-]+):/i.exec(item.link ?? "");
      if (scheme && !["http", "https", "file", "mailto"].includes(scheme[1].toLowerCase())) shape([...where, "link"], say("a_link"), item.link);
    }
    if (entry.record !== undefined && entry.record !== null && !isMap(entry.record)) shape([...path, "record"], say("a_mapping"), entry.record);
    else for (const [name, value] of Object.entries(entry.record ?? {})) {
      const where = [...path, "record", name], kind = question.record?.id === name ? question.record.shape : null;
      if (!question.records.includes(name)) unknown(where, `record of ${key}`, name, question.records);
      else if (kind === "list" && !Array.isArray(value)) shape(where, say("a_list"), value);
      else if (kind === "date") date(where, value);
      else if (kind === "number" && !(typeof value === "number" && value >= 0)) shape(where, say("a_number"), value);
      else if (kind === "yes_no" && !["yes", "no"].includes(word(value))) shape(where, say("yes_or_no"), value);
      else if (kind === "text") text(where, value);
    }
    for (const item of wrong.slice(start)) item.question = key;
  }
  return wrong;
}
