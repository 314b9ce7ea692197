// @ts-check
// The page: the copy in this browser, files, and the two ways between the document and the fields.

/** @typedef {{at: Path, theirs: any, from: string}} Conflict  theirs: what the other file says at a path */

const MOST_BYTES = 5_000_000;
const fileName = "answers.json";

/** @type {Conflict[]} */ let conflicts = [];
/** @type {Map<string, any>} */ const takenBack = new Map();
let savedText = JSON.stringify(doc);
let keepsCopy = true;
let lastCopy = "";
let atRisk = false;
let openOnes = new Set();

// --- the copy in this browser ---

function copyText() {
  return JSON.stringify({ base: data.base, doc, conflicts, me: { by: $("my-role").value, name: $("my-name").value } });
}

function keep() {
  const copy = copyText();
  if (copy === lastCopy) return;
  atRisk = true;
  if (!keepsCopy) return;
  try {
    localStorage.setItem(data.key, copy);
    lastCopy = copy;
    atRisk = false;
    tell("kept-state", say("kept", { time: new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) }));
  } catch {
    tell("kept-state", say("refused"));
  }
}

let waiting = 0;
function keepSoon() { clearTimeout(waiting); waiting = setTimeout(keep, 300); }

function forget() {
  clearTimeout(waiting);
  keepsCopy = $("keep").checked = false;
  lastCopy = "";
  atRisk = true;
  try { localStorage.removeItem(data.key); } catch { /* there was no copy */ }
  tell("kept-state", say("not_kept"));
}

function restore() {
  let text = null;
  try { text = localStorage.getItem(data.key); } catch { tell("kept-state", say("refused")); return; }
  if (text === null) return;
  try {
    const copy = JSON.parse(text);
    if (!isMap(copy?.doc) || !isMap(copy.doc.answers ?? {}) || !isMap(copy.doc.profile ?? {})) throw new TypeError();
    const embedded = doc;
    doc = copy.doc;
    conflicts = (Array.isArray(copy.conflicts) ? copy.conflicts : []).filter((/** @type {any} */ item) => Array.isArray(item?.at));
    $("my-role").value = copy.me?.by ?? "";
    $("my-name").value = copy.me?.name ?? "";
    lastCopy = copyText();
    if (copy.base === data.base) tell("told", say("restored"));
    else { merge(embedded, document.title); tell("told", say("restored_other")); }
  } catch { tell("told", say("copy_unreadable")); }
}

/** Say something in a live region; the same words are not said twice. @param {string} id @param {string} text */
function tell(id, text) { if ($(id).textContent !== text) $(id).textContent = text; }

// --- files ---

function save() {
  const text = `${JSON.stringify(doc, null, 2)}\n`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  savedText = JSON.stringify(doc);
  tell("told", say(conflicts.length ? "saved_open" : "saved", { file: fileName }));
}

/** @param {File} file */
async function load(file) {
  const name = plain(file.name);
  if (file.size > MOST_BYTES) return tell("told", say("too_large", { file: name }));
  let other;
  const text = (await file.text()).replace(/^\ufeff/, "");
  try { other = JSON.parse(text); } catch (error) {
    const yaml = /\.ya?ml$/i.test(file.name);
    return tell("told", say(yaml ? "is_yaml" : "not_json", { file: name, reason: plain(/** @type {Error} */ (error).message) }));
  }
  const refused = notAnswers(other, text);
  if (refused) return tell("told", say("not_answers", { file: name, problem: refused }));
  const before = conflicts.length, number = merge(other, name), differing = conflicts.length - before;
  show();
  keepSoon();
  tell("told", say(differing ? "loaded_conflicts" : "loaded", { file: name, number, differing }));
  const first = ["conflicts", "problems"].map($).find(box => !box.hidden);
  first?.querySelector("h3").focus();
}

/** Return why a file cannot be taken at all; empty where it can. @param {any} other @param {string} text */
function notAnswers(other, text) {
  const wrong = (/** @type {string} */ key, /** @type {any} */ value) => say("checklist_wrong_shape", { key, expected: say("a_mapping"), found: found(value) });
  if (!isMap(other)) return wrong("file", other);
  if (own(other, "adm_audit_answers") !== 1) return own(other, "adm_audit_answers") === undefined
    ? say("checklist_missing_key", { key: "adm_audit_answers", expected: "1" })
    : say("answers_unknown_format", { found: plain(JSON.stringify(other.adm_audit_answers)) });
  for (const key of ["profile", "answers", "handling"]) if (!isMap(own(other, key) ?? {})) return wrong(key, other[key]);
  return twice(text);
}

/** Return a sentence about a key that stands twice in the same mapping: the browser would keep the last without a word. @param {string} text */
function twice(text) {
  /** @type {(Map<string, number> | null)[]} */ const open = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
  for (let token; (token = tokens.exec(text));) {
    const sign = token[0], inner = open[open.length - 1];
    if (sign === "{") open.push(new Map());
    else if (sign === "[") open.push(null);
    else if (sign === "}" || sign === "]") open.pop();
    else if (token[1] !== undefined && inner) {
      const key = JSON.parse(sign.slice(0, sign.length - token[1].length)), before = inner.get(key);
      if (before !== undefined) return say("yaml_duplicate_key", { key: plain(key), first: text.slice(0, before).split("\n").length });
      inner.set(key, token.index);
    }
  }
  return "";
}

/** Add what is new in another document, and note what differs. Return the number of new answers. @param {Doc} other @param {string} from */
function merge(other, from) {
  let added = 0;
  const empty = !["profile", "answers", "handling"].some(key => Object.keys(doc[key] ?? {}).length);
  for (const [key, theirs] of Object.entries(other)) {
    const groups = ["profile", "answers", "handling"].includes(key);
    for (const path of groups ? Object.keys(theirs ?? {}).map(inner => [key, inner]) : [[key]]) {
      const theirValue = groups ? own(theirs, path[1]) : theirs, mine = at(path);
      if (mine === undefined || (empty && !groups)) { write(path, theirValue); added += Number(key === "answers"); }
      else if (canonical(mine) !== canonical(theirValue) && !conflicts.some(item => canonical(item.at) === canonical(path) && canonical(item.theirs) === canonical(theirValue)))
        conflicts.push({ at: path, theirs: theirValue, from });
    }
  }
  return added;
}

// --- from the document to the page ---

/** @param {any} input @param {any} value */
function fill(input, value) {
  const text = value === undefined || value === null ? "" : String(word(value));
  if (input.value !== text) input.value = text;
  input.classList.toggle("empty", !input.value);
}

function show() {
  for (const box of every("[data-q]")) showAnswer(box);
  for (const box of every("[data-p]")) {
    const said = own(doc.profile, box.dataset.p), chosen = [said].flat().map(word);
    for (const input of every("input[name]", box)) input.checked = chosen.includes(input.value);
    for (const input of every("[data-key]", box)) fill(input, own(said, input.dataset.key));
  }
  $("status").value = doc.status ?? "trial";
  choose();
  refresh();
}

/** @param {any} box */
function showAnswer(box) {
  const id = box.dataset.q, entry = at(["answers", id]);
  for (const input of every("input[type=radio]", box)) input.checked = word(own(entry, "answer")) === input.value;
  for (const input of every("[data-field]", box)) fill(input, own(entry, input.dataset.field));
  for (const input of every("[data-record]", box)) fill(input, recordText(own(own(entry, "record"), data.questions[id].record.id)));
  const rows = box.querySelector(".rows");
  rows.replaceChildren();
  const evidence = own(entry, "evidence");
  if (Array.isArray(evidence)) evidence.forEach((item, n) => { if (isMap(item)) addRow(box, n, item); });
}

/** @param {any} value */
function recordText(value) {
  return Array.isArray(value) ? value.map(item => typeof item === "string" && !looksLikeJson(item) ? item : JSON.stringify(item)).join("\n") : value;
}

/** @param {string} text */
function looksLikeJson(text) { return /^\s*[{["\d-]|^(true|false|null)$|\n/.test(text) || text.trim() !== text || !text; }

/** @param {any} box @param {number} n position in the list; -1 where it does not stand there yet @param {Doc} item */
function addRow(box, n, item) {
  const row = $("evidence-row").content.cloneNode(true).firstElementChild;
  row.dataset.at = String(n);
  for (const input of every("[data-ev]", row)) fill(input, own(item, input.dataset.ev));
  box.querySelector(".rows").append(row);
  return row;
}

/** Fix which questions count as open: one that is being answered must not vanish. */
function choose() {
  openOnes = new Set(Object.keys(data.questions).filter(id => own(at(["answers", id]), "answer") === undefined));
}

function refresh() {
  const wrong = check(doc), role = $("role").value, stage = $("stage").value;
  const on = (/** @type {string} */ id) => Boolean($(id)?.checked);
  const count = { all: 0, done: 0, unknown: 0, unshown: 0, shown: 0, off: 0 };
  for (const part of every("[data-section]")) {
    let all = 0, done = 0, visible = 0;
    for (const box of every("[data-q]", part)) {
      const id = box.dataset.q, question = data.questions[id], entry = at(["answers", id]), off = whyOff(question);
      const answer = word(own(entry, "answer")), answered = Object.hasOwn(data.answers, answer ?? "");
      const unshown = answer === "yes" && !(Array.isArray(entry.evidence) && entry.evidence.length);
      decorate(box, { answer, answered, off, quiet: entry === undefined, unshown, wrong: wrong.filter(item => item.question === id) });
      if (!off) { all += 1; done += Number(answered); count.unknown += Number(answer === "dont_know"); count.unshown += Number(unshown); }
      const chosen = (!role || question.roles.includes(role)) && (!stage || stage === part.dataset.section)
        && (!on("only-raised") || question.raised) && (!on("only-short") || question.short) && (!on("only-open") || openOnes.has(id));
      box.hidden = !chosen || (Boolean(off) && !on("also-off"));
      visible += Number(!box.hidden);
      count.off += Number(chosen && box.hidden);
    }
    part.hidden = !visible;
    const label = document.querySelector(`[data-count="${part.dataset.section}"]`);
    if (label) { label.textContent = say("section_progress", { done, all }); label.classList.toggle("full", all > 0 && done === all); }
    count.all += all; count.done += done; count.shown += visible;
  }
  for (const list of every(".checklist")) list.hidden = !every("[data-section]", list).some(part => !part.hidden);
  $("for-paper").textContent = [$("role"), $("stage")].filter(input => input.value).map(input => input.selectedOptions[0].textContent).join(" · ");
  $("bar").max = Math.max(count.all, 1);
  $("bar").value = count.done;
  tell("progress", say("progress", { done: count.done, all: count.all }));
  tell("tally", say("tally", count));
  tell("showing", say(count.off ? "showing_off" : "showing", { ...count, all: Object.keys(data.questions).length }));
  listWrong(wrong);
  listConflicts();
}

/** @param {any} box @param {{answer: any, answered: boolean, quiet: boolean, off: string, unshown: boolean, wrong: Wrong[]}} is */
function decorate(box, is) {
  box.classList.toggle("done", is.answered && is.answer !== "dont_know");
  box.classList.toggle("unknown", is.answer === "dont_know");
  box.classList.toggle("off", Boolean(is.off));
  box.classList.toggle("quiet", is.quiet);
  box.querySelector("[data-act=undo]").hidden = !is.quiet || !takenBack.has(box.dataset.q);
  const state = box.querySelector(".state");
  state.hidden = !is.off;
  state.textContent = is.off && is.answered ? `${is.off} ${say("off_answered")}` : is.off;
  for (const text of every("[data-for]", box)) text.hidden = text.dataset.for !== is.answer;
  const hint = box.querySelector("[data-hint]");
  hint.hidden = !is.unshown;
  hint.textContent = is.unshown ? say("unshown") : "";
  const label = is.answer === "not_applicable" || is.answer === "dont_know" ? `note_${is.answer}` : "note";
  box.querySelector("[data-note]").textContent = say(label);
  const note = box.querySelector("[data-field=note]"), needed = is.wrong.some(item => item.reason || item.at[2] === "note");
  note.setAttribute("aria-invalid", String(needed));
  const lines = box.querySelector(".wrong");
  lines.hidden = !is.wrong.length;
  lines.replaceChildren(...is.wrong.map(item => element("p", {}, item.text)));
}

/** @param {string} tag @param {Doc} marks @param {...any} inside texts and elements */
function element(tag, marks, ...inside) {
  const made = document.createElement(tag);
  Object.assign(made.dataset, marks);
  made.append(...inside);
  return made;
}

/** Return a button; what it is about is read out, but not shown beside the line that says it. @param {string} text @param {Path} about @param {Doc} marks */
function button(text, about, marks) {
  const unseen = element("span", {}, ` ${where(about)}`), made = element("button", marks, text, unseen);
  unseen.className = "hidden";
  made.setAttribute("type", "button");
  return made;
}

/** Put items into a box under a heading, and hide it where there are none. @param {string} id @param {string} title @param {any[]} items */
function list(id, title, items) {
  const box = $(id);
  box.hidden = !items.length;
  box.querySelector("h3").textContent = title;
  box.querySelector("ul").replaceChildren(...items);
}

/** @param {Path} path */
function where(path) { return plain(path.reduce((text, key) => typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${key}` : key, ""), 120); }

/** @param {Wrong[]} wrong */
function listWrong(wrong) {
  list("problems", say("problems", { number: wrong.length }), wrong.map((item, n) => {
    const line = element("li", {}, element("p", {}, element("strong", {}, where(item.at)), ` ${item.text}`)), tools = element("p", {});
    tools.className = "tools";
    const box = item.question && document.querySelector(`[data-q="${CSS.escape(item.question)}"]`);
    if (box) {
      const link = /** @type {HTMLAnchorElement} */ (element("a", { act: "go" }, say("go_to", { id: item.question })));
      link.href = `#${box.id}`;
      tools.append(link);
    }
    if (item.version) tools.append(button(say("read_again"), item.at, { act: "read-again", at: JSON.stringify([...item.at.slice(0, 2), "version"]), version: item.version }));
    if (!item.missing && at(item.at) !== undefined) tools.append(button(say("take_out"), item.at, { act: "take-out", at: JSON.stringify(item.at), n }));
    line.append(tools);
    return line;
  }));
}

/** Return in a line what a value of the document says. @param {any} value */
function summary(value) {
  if (!isMap(value) || !Object.hasOwn(value, "answer")) return plain(typeof word(value) === "string" ? word(value) : JSON.stringify(value), 400);
  const { answer, version, by, name, on, note, ...more } = value, said = word(answer);
  const rest = [own(data.roles, by) ?? by, name, on, note].filter(Boolean).map(item => plain(item, 300));
  const beside = Object.keys(more).length ? [plain(JSON.stringify(more), 400)] : [];
  return [plain(own(data.answers, said) ?? said), ...rest, ...beside].join(" · ");
}

function listConflicts() {
  list("conflicts", say("conflicts", { number: conflicts.length }), conflicts.map((item, n) => {
    const tools = element("p", {}, button(say("keep"), item.at, { act: "keep-mine", n }), button(say("take"), item.at, { act: "take-theirs", n }));
    tools.className = "tools";
    return element("li", {}, element("p", {}, element("strong", {}, where(item.at))),
      element("p", {}, say("here", { what: summary(at(item.at)) })), element("p", {}, say("there", { file: item.from, what: summary(item.theirs) })), tools);
  }));
}

// --- from the page to the document ---

/** Set one field of an answer; its entry comes and goes with what it holds. @param {string} id @param {string} field @param {any} value */
function answer(id, field, value) {
  const path = ["answers", id], before = at(path), entry = isMap(before) ? before : {};
  const empty = value === undefined || value === "" || (Array.isArray(value) && !value.length) || (isMap(value) && !Object.keys(value).length);
  if (empty) delete entry[field]; else put(entry, field, value);
  entry.version = data.questions[id].version;
  if (field === "answer" && !empty) {
    const role = $("my-role").value, name = clean($("my-name").value.trim());
    if (role) entry.by = role;
    if (name) entry.name = name; else if (role) delete entry.name;
    entry.on = today();
  }
  const names = [...FIELDS.filter(name => Object.hasOwn(entry, name)), ...Object.keys(entry).filter(name => !FIELDS.includes(name))];
  const ordered = {};
  for (const name of names) put(ordered, name, entry[name]);
  write(path, names.length > 1 ? ordered : undefined);
}

/** @param {any} box @param {any} input */
function changedAnswer(box, input) {
  const id = box.dataset.q, text = clean(input.value);
  const row = input.closest(".evidence-row");
  if (input.type === "radio") {
    answer(id, "answer", input.value);
    for (const other of every("[data-field]", box)) if (other !== input) fill(other, own(at(["answers", id]), other.dataset.field));
  } else if (row) changedEvidence(id, row, input.dataset.ev, text.trim());
  else if (input.matches("[data-record]")) {
    const { id: name, shape } = data.questions[id].record, record = { ...(at(["answers", id, "record"]) ?? {}) };
    const value = recordValue(text, shape);
    if (value === undefined) delete record[name]; else put(record, name, value);
    answer(id, "record", record);
  } else answer(id, input.dataset.field, text.trim() ? text : "");
}

/** @param {string} text @param {string} shape */
function recordValue(text, shape) {
  if (!text.trim()) return undefined;
  if (shape === "number") return Number(text);
  if (shape !== "list") return text.trim();
  return text.split("\n").filter(line => line.trim()).map(line => {
    try { return looksLikeJson(line) ? JSON.parse(line) : line; } catch { return line; }
  });
}

/** @param {string} id @param {any} row @param {string} field @param {string} text */
function changedEvidence(id, row, field, text) {
  const before = at(["answers", id, "evidence"]), evidence = Array.isArray(before) ? before : [];
  if (row.dataset.at === "-1") row.dataset.at = String(evidence.push({}) - 1);
  const item = evidence[Number(row.dataset.at)];
  if (text) put(item, field, text); else delete item[field];
  answer(id, "evidence", evidence);
}

/** @param {any} box @param {any} input */
function changedProfile(box, input) {
  const key = box.dataset.p, path = ["profile", key], { kind } = data.profile[key];
  if (kind === "one") return write(path, input.value);
  if (kind === "several") {
    const chosen = every("input:checked", box).map(option => option.value);
    return write(path, chosen.length ? chosen : undefined);
  }
  const before = at(path), said = isMap(before) ? { ...before } : {}, text = clean(input.value).trim();
  const value = text !== "" && kind === "fields" && String(Number(text)) === text ? Number(text) : text;
  if (text) put(said, input.dataset.key, value); else delete said[input.dataset.key];
  write(path, Object.keys(said).length ? said : undefined);
}

/** @param {Event} event */
function changed(event) {
  const input = /** @type {any} */ (event.target), question = input.closest("[data-q]"), profile = input.closest("[data-p]");
  if (question) changedAnswer(question, input);
  else if (profile) changedProfile(profile, input);
  else if (input.id === "status") write(["status"], input.value);
  else if (input.id === "keep") { keepsCopy = input.checked; if (!keepsCopy) forget(); }
  else if (input.id === "pick") return;
  else if (input.closest("#filters")) choose();
  input.classList.toggle("empty", !input.value);
  refresh();
  keepSoon();
}

/** What the buttons do, by their name. @type {Record<string, (pressed: any) => void>} */
const acts = {
  save,
  "add-evidence": pressed => addRow(pressed.closest("[data-q]"), -1, {}).querySelector("input").focus(),
  "drop-evidence": pressed => {
    const box = pressed.closest("[data-q]"), n = Number(pressed.closest(".evidence-row").dataset.at), id = box.dataset.q;
    if (n < 0) pressed.closest(".evidence-row").remove();
    else { answer(id, "evidence", at(["answers", id, "evidence"]).filter((/** @type {any} */ _item, /** @type {number} */ other) => other !== n)); showAnswer(box); }
    tell("told", say("evidence_gone"));
    box.querySelector("[data-act=add-evidence]").focus();
  },
  clear: pressed => {
    const box = pressed.closest("[data-q]"), id = box.dataset.q;
    takenBack.set(id, at(["answers", id]));
    write(["answers", id], undefined);
    showAnswer(box);
    refresh();
    tell("told", say("answer_gone", { id }));
    box.querySelector("[data-act=undo]").focus();
  },
  undo: pressed => {
    const box = pressed.closest("[data-q]"), id = box.dataset.q;
    write(["answers", id], takenBack.get(id));
    showAnswer(box);
    box.querySelector("input:checked")?.focus();
  },
  "clear-profile": pressed => {
    const box = pressed.closest("[data-p]");
    write(["profile", box.dataset.p], undefined);
    for (const input of every("input", box)) input.checked = false;
    box.querySelector("input").focus();
  },
  "take-out": pressed => { const path = JSON.parse(pressed.dataset.at); write(path, undefined); show(); settled("problems", say("taken_out", { what: where(path) })); },
  "read-again": pressed => { write(JSON.parse(pressed.dataset.at), Number(pressed.dataset.version)); refresh(); settled("problems", ""); },
  "keep-mine": pressed => { const [item] = conflicts.splice(Number(pressed.dataset.n), 1); refresh(); settled("conflicts", say("decided", { what: where(item.at) })); },
  "take-theirs": pressed => { const [item] = conflicts.splice(Number(pressed.dataset.n), 1); write(item.at, item.theirs); show(); settled("conflicts", say("decided", { what: where(item.at) })); },
  "clear-copy": () => { forget(); tell("told", say("cleared")); $("ask").close(); },
  "clear-all": () => { forget(); doc = structuredClone(data.document); conflicts = []; show(); tell("told", say("emptied")); $("ask").close(); },
  cancel: () => $("ask").close(),
};

/** After a line of a list is dealt with, go to the list, or to where the message stands. @param {string} id @param {string} text */
function settled(id, text) {
  tell("told", text);
  if ($(id).hidden) $("load").focus(); else $(id).querySelector("h3").focus();
}

document.addEventListener("input", changed);
document.addEventListener("click", event => {
  const pressed = /** @type {any} */ (event.target).closest("[data-act]");
  if (!pressed || !Object.hasOwn(acts, pressed.dataset.act)) return;
  acts[pressed.dataset.act](pressed);
  refresh();
  keepSoon();
});
$("load").addEventListener("click", () => $("pick").click());
$("pick").addEventListener("change", async () => {
  const [file] = $("pick").files;
  if (file) await load(file);
  $("pick").value = "";
});
$("print").addEventListener("click", () => window.print());
$("clear").addEventListener("click", () => $("ask").showModal());
$("all").addEventListener("click", () => {
  for (const input of every("#filters select")) input.value = "";
  for (const input of every("#filters input")) input.checked = false;
  choose();
  refresh();
});
window.addEventListener("storage", event => { if (event.key === data.key && event.newValue !== null) tell("told", say("other_tab")); });
window.addEventListener("pagehide", keep);
window.addEventListener("beforeunload", event => {
  keep();
  if (atRisk && JSON.stringify(doc) !== savedText) event.preventDefault();
});

for (const roles of every("[data-field=by]")) roles.append(...every("option", $("my-role")).map(option => option.cloneNode(true)));
if (matchMedia("(max-width: 67.99rem)").matches) $("contents").open = false;
tell("kept-state", say("nothing_yet"));
lastCopy = copyText();
restore();
show();
