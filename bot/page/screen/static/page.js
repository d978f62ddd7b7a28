// What makes the pages pleasant. Everything works without it.

/** A card number that stands behind # in the address, where a slip's code put it. */
function fillCard() {
  const form = document.querySelector("[data-login]");
  const number = location.hash.slice(1);
  if (!form || !/^\w{4,20}$/.test(number)) return;
  form.elements.card.value = number;
  form.elements.password.focus();
  history.replaceState(null, "", location.pathname + location.search);
}

/** A code that stands behind # in the address, where the chat put it: it reaches no server's log. */
function fillCode() {
  const form = document.querySelector("[data-code]");
  const code = location.hash.slice(1);
  if (!form || !/^\w{8,40}$/.test(code)) return;
  form.elements.code.value = code;
  form.querySelector("button").focus();
  history.replaceState(null, "", location.pathname + location.search);
}

/** A button that shows what is typed: on a telephone nobody types well in the dark. */
function offerToShow(place) {
  const input = place.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.setAttribute("aria-controls", input.id);
  const draw = () => {
    const hidden = input.type === "password";
    button.textContent = hidden ? place.dataset.show : place.dataset.hide;
    button.setAttribute("aria-pressed", String(!hidden));
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    draw();
  });
  input.form.addEventListener("submit", () => { input.type = "password"; });
  draw();
  place.append(button);
}

/** One press is one press. */
function pressOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; });
}

fillCard();
fillCode();
addEventListener("hashchange", () => { fillCard(); fillCode(); });  // where the page was open already
document.querySelectorAll(".secret").forEach(offerToShow);
document.querySelectorAll("form[method=post]:not([data-many])").forEach(pressOnce);
document.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });

/** A page of ours as a document: its words were escaped by the server that made them. */
const policy = window.trustedTypes?.createPolicy("rosterdesk", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
const parse = (text) => new DOMParser().parseFromString(policy.createHTML(text), "text/html");

/** Put the main part of the page that came in place of this one's. */
function show(text) {
  const next = parse(text);
  document.querySelector("main").replaceWith(document.adoptNode(next.querySelector("main")));
  document.title = next.title;
  document.body.className = next.body.className;
  begin(document.querySelector("main"));
}

async function fetchPage(address, options) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  const path = new URL(answer.url).pathname;
  if (path === "/login") { location.assign("/login"); return false; }
  show(await answer.text());
  if (answer.ok && options?.method === "POST") history.replaceState(null, "", answer.url);
  return answer.ok;
}

/* ---- what is live ---- */

let source = null;

/** Tell whether somebody types, or typed something that is not sent: it must not be lost. */
const isTyping = (place) => place.querySelector("textarea:focus, input[type=search]:focus, details[open] :focus") !== null
  || [...place.querySelectorAll("textarea")].some((each) => each.value);

/** Put into a form what was chosen in the one before it. */
function choose(form, chosen) {
  for (const [name, value] of chosen ?? []) {
    form.elements[name].value = value;
    if (value) form.dataset.again = "yes";
  }
}

/** Ask for the page anew when the server says that something changed; not while somebody types. */
function listen(main) {
  const place = main.querySelector("[data-live]");
  source?.close();
  source = null;
  if (!place) return;
  source = new EventSource(place.dataset.live);
  source.addEventListener("changed", async () => {
    if (isTyping(place)) { document.querySelector("[data-news]")?.removeAttribute("hidden"); return; }
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const text = await answer.text();
    if ("whole" in place.dataset) { show(text); return; }
    const next = parse(text).getElementById(place.id);
    if (!next) return;
    place.dataset.live = next.dataset.live;
    const focused = document.activeElement?.id;
    const chosen = [...place.querySelectorAll("[data-filter]")].map((form) => new FormData(form));
    place.replaceChildren(...document.adoptNode(next).childNodes);
    if (focused) document.getElementById(focused)?.focus();
    place.querySelectorAll("[data-filter]").forEach((form, at) => choose(form, chosen[at]));
    place.querySelectorAll("[data-filter]").forEach(filter);
    listen(main);
  });
}

/* ---- a file on its way ---- */

function upload(form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector(".drop");
  form.querySelector("[data-drop]").hidden = !matchMedia("(any-pointer: fine)").matches;
  const [bar, words] = [form.querySelector("progress"), form.querySelector("[data-progress]")];
  const send = () => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    bar.hidden = words.hidden = false;
    request.upload.addEventListener("progress", (event) => { bar.value = event.total ? 100 * event.loaded / event.total : 0; });
    request.addEventListener("load", () => {
      if (request.response?.go) { location.assign(request.response.go); return; }
      bar.hidden = words.hidden = true;
      complain(form, request.response?.wrong ?? "");
    });
    request.addEventListener("error", () => { bar.hidden = words.hidden = true; form.submit(); });
    request.send(new FormData(form));
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); if (form.reportValidity()) send(); });
  input.addEventListener("change", () => { if (input.files.length && form.checkValidity()) send(); });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      if (form.reportValidity()) send();
    });
  }
}

function complain(form, said) {
  let place = form.querySelector("[role=alert]");
  if (!place) {
    place = document.createElement("p");
    place.className = "notice bad";
    place.setAttribute("role", "alert");
    form.prepend(place);
  }
  place.textContent = said;
}

/* ---- the table, as in a spreadsheet ---- */

function mend(section) {
  const cells = () => [...section.querySelectorAll("td[data-cell]")];
  if (!cells().length || !section.querySelector(".do a")) return;
  section.querySelector("[data-how]")?.removeAttribute("hidden");
  section.querySelectorAll(".do a").forEach((each) => { each.hidden = true; });
  for (const cell of cells()) cell.tabIndex = -1;
  (section.querySelector("td.error[data-cell]") ?? cells()[0]).tabIndex = 0;

  const rowOf = (cell) => cell.closest("tr");
  const go = (cell) => {
    if (!cell) return;
    for (const each of cells()) each.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  };
  const beside = (cell, by) => cells()[cells().indexOf(cell) + by];
  const below = (cell, by) => {
    const rows = [...section.querySelectorAll("tr[data-row]")];
    return rows[rows.indexOf(rowOf(cell)) + by]?.querySelector(`td[data-cell="${cell.dataset.cell}"]`);
  };
  const name = (cell) => cell && [cell.closest("table").dataset.table, rowOf(cell).dataset.row, cell.dataset.cell];
  const post = async (path, fields) => {
    const body = new URLSearchParams({ version: section.dataset.version, view: section.dataset.view, ...fields });
    return fetchPage(section.dataset.mend + path, { method: "POST", body });
  };
  const find = (place) => place && document.querySelector(`table[data-table="${place[0]}"] tr[data-row="${place[1]}"] td[data-cell="${place[2]}"]`);
  const return_to = (place) => {
    const cell = find(place) ?? document.querySelector("#mend td[data-cell]");
    for (const each of document.querySelectorAll("#mend td[data-cell]")) each.tabIndex = -1;
    if (cell) { cell.tabIndex = 0; cell.focus(); } else document.getElementById("rows")?.scrollIntoView();
  };

  const edit = (cell, first) => {
    const [shown, text] = [cell.textContent, cell.dataset.text];
    const input = document.createElement("input");
    input.value = first ?? text;
    input.maxLength = 300;
    input.setAttribute("aria-label", cell.closest("table").querySelectorAll("thead th")[Number(cell.dataset.cell) + 1].firstChild.textContent);
    let over = false;
    const leave = async (next, save) => {
      if (over) return;
      over = true;
      const place = name(next ?? cell);
      cell.replaceChildren(save ? input.value : shown);
      if (!save || input.value === text) { go(next ?? cell); return; }
      cell.classList.add("saving");
      const [table, row, column] = name(cell);
      await post("/cells", { table, row, [`c${column}`]: input.value });
      return_to(place);
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") leave(cell, false);
      else if (event.key === "Enter") leave(below(cell, event.shiftKey ? -1 : 1) ?? cell, true);
      else if (event.key === "Tab") leave(beside(cell, event.shiftKey ? -1 : 1) ?? cell, true);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => leave(null, true));
    cell.replaceChildren(input);
    input.focus();
    if (first === undefined) input.select();
  };

  section.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-cell]");
    if (cell && !cell.querySelector("input")) { go(cell); edit(cell); }
  });
  section.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-cell]");
    if (!cell) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      const place = name(cell);
      if (section.querySelector("[data-undo]")) post("/undo", {}).then(() => return_to(place));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowRight: () => beside(cell, 1), ArrowLeft: () => beside(cell, -1), ArrowDown: () => below(cell, 1), ArrowUp: () => below(cell, -1) };
    if (moves[event.key]) go(moves[event.key]());
    else if (event.key === "Enter" || event.key === "F2") edit(cell);
    else if (event.key === "Delete" || event.key === "Backspace") edit(cell, "");
    else if (event.key.length === 1) edit(cell, event.key);
    else return;
    event.preventDefault();
  });
}

/* ---- searching as one types ---- */

/** Show the lines that fit what stands in the form; an answer that was overtaken is dropped. */
function filter(form) {
  let running = null;
  const run = async () => {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams(new FormData(form));  // never in an address: a name stands in it
    body.set("part", "lines");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: running.signal });
      if (new URL(answer.url).pathname.startsWith("/login")) { location.assign("/login/staff"); return; }
      const next = parse(await answer.text()).getElementById(form.dataset.into);
      if (next) document.getElementById(form.dataset.into).replaceWith(document.adoptNode(next));
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  form.addEventListener("input", run);
  if (form.dataset.again) run();
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
}

/* ---- passkeys ---- */

/** Let the browser ask its owner, and send the answer as a form; whoever says no may try again. */
function askForPasskey(form, ask) {
  const refused = form.querySelector("[data-refused]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refused.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify(await ask());
    } catch {
      refused.hidden = false;
      return;
    }
    form.submit();
  });
}

function offerPasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const form of document.querySelectorAll("[data-passkey-login]")) {
    form.hidden = false;
    askForPasskey(form, async () => {
      const options = await (await fetch(form.action, { headers: { Accept: "application/json" } })).json();
      return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    });
  }
  for (const form of document.querySelectorAll("[data-passkey-make]")) {
    const options = JSON.parse(form.dataset.passkeyMake);
    form.querySelector("button").disabled = false;
    askForPasskey(form, () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }));
  }
}

offerPasskeys();

/* ---- keys ---- */

const KEYS_OFF = "keys-off";
const isWriting = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;

function goTo(place) {
  if (place instanceof HTMLAnchorElement) { place.click(); return; }
  const details = place.tagName === "SUMMARY" ? place.parentElement : null;
  if (details) details.open = true;
  const first = details?.querySelector("input[type=radio], textarea") ?? place;
  first.focus();
  first.scrollIntoView({ block: "center" });
  if (first.type === "search") first.select();
}

/** Go to the link before or after the one that has the focus, in a list. */
function walk(list, by) {
  const links = [...list.querySelectorAll("li a")];
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

function takeKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const choice = dialog.querySelector("[data-keys]");
  choice.checked = localStorage.getItem(KEYS_OFF) === null;
  choice.addEventListener("change", () => { if (choice.checked) localStorage.removeItem(KEYS_OFF); else localStorage.setItem(KEYS_OFF, "yes"); });
  const hint = document.querySelector(".keys-hint");
  hint.hidden = false;
  hint.querySelector("button").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.type === "search") { event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || dialog.open || !choice.checked) return;
    const list = document.querySelector("[data-walk]");
    const place = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "?") dialog.showModal();
    else if (list && (event.key === "j" || event.key === "k")) walk(list, event.key === "j" ? 1 : -1);
    else if (place) goTo(place);
    else return;
    event.preventDefault();
  });
}

takeKeys();

/** A scanner types digits wherever the cursor is: they belong in the search field. */
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-scan]");
  if (!field || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || !/^\d$/.test(event.key)) return;
  field.value = "";
  field.focus();
});

function begin(main) {
  main.querySelectorAll("[data-filter]").forEach(filter);
  main.querySelectorAll("[data-upload]").forEach(upload);
  main.querySelectorAll("[data-mend]").forEach(mend);
  listen(main);
}

begin(document.querySelector("main"));
