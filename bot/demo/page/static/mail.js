// The school's mail program: write a mail with a roster, read what comes back.

import { h, post, showTime } from "/static/dom.js";
import { drawSamples, fetchSample } from "/static/samples.js";
import { getLanguage, say } from "/static/texts.js";

const FACT = /^ {2}(\S.*?) {2,}(\S.*)$/;

export class Mail {
  constructor(root, { onRead }) {
    this.root = root;
    this.onRead = onRead;
    this.mails = [];
    this.read = new Set();
    this.files = [];
    this.chosen = null;
    this.fetching = null; // the sample that is on its way
    this.view = "compose";
    this.answered = null; // the mail that is replied to
    document.addEventListener("language", () => this.translate());
  }

  /** Begin: who there is, and which samples. */
  begin({ mailboxes, library, samples }) {
    Object.assign(this, { mailboxes, library, samples });
    this.show("compose");
  }

  take(mail) {
    if (this.mails.some((each) => each.id === mail.id)) return;
    this.mails.push(mail);
    if (this.view === "inbox") this.drawInbox();
    if (this.view === "compose") this.countUnread();
  }

  get received() {
    return this.mails.filter((mail) => mail.folder === "received");
  }

  get unread() {
    return this.received.filter((mail) => !this.read.has(mail.id)).length;
  }

  translate() {
    if (!this.mailboxes) return;
    const draft = this.form && { files: this.files, chosen: this.chosen };
    this.show(this.view === "one" ? "inbox" : this.view);
    if (draft && this.view === "compose") this.showFile();
  }

  show(view) {
    this.view = view;
    if (view === "compose") this.drawCompose();
    else this.drawInbox();
  }

  drawBar() {
    this.bar = h("div.bar", {},
      h("button.way", { type: "button", id: "compose-button", "aria-current": this.view === "compose" ? "true" : null, onclick: () => this.go("compose") }, say("compose")),
      h("button.way", { type: "button", "aria-current": this.view === "compose" ? null : "true", onclick: () => this.go("inbox"), id: "inbox-button" },
        say("inbox"), this.unread ? h("span.count", {}, String(this.unread), h("span.unseen", {}, ` ${say("unread")}`)) : null));
    return this.bar;
  }

  countUnread() {
    const focused = this.bar?.contains(document.activeElement) ? document.activeElement.id : null;
    const old = this.bar;
    old?.replaceWith(this.drawBar());
    if (focused) document.getElementById(focused)?.focus();
  }

  go(view) {
    this.show(view);
    this.bar.querySelector("[aria-current]").focus();
  }

  drawCompose() {
    this.answered = null;
    this.from = h("select", { id: "mail-from", onchange: () => this.signText() },
      ...this.mailboxes.map((box) => h("option", { value: box.key }, this.nameBox(box))));
    this.subject = h("input", { id: "mail-subject", value: say("subjectDraft") });
    this.text = h("textarea", { id: "mail-text", rows: "3" });
    this.signText();
    this.own = h("input", { type: "file", id: "mail-own", onchange: () => this.takeOwn() });
    this.picker = h("div.picker", {}, ...this.drawPicker());
    this.attached = h("p.attached", { role: "status" });
    this.form = h("form.compose", { onsubmit: (event) => this.send(event) },
      h("div.fields", {},
        h("label", { for: "mail-from" }, say("from")), this.from,
        h("span.label", {}, say("to")), h("span.to", {}, this.library),
        h("label", { for: "mail-subject" }, say("subject")), this.subject,
        h("label", { for: "mail-text" }, say("text")), this.text),
      h("h3", {}, say("pickFile")),
      this.picker,
      h("div.group", {}, h("label.own-file", { for: "mail-own" }, h("strong", {}, say("ownFile")), h("span", {}, say("ownFileHint"))), this.own),
      h("div.send-bar", {}, this.attached, h("button.primary", { type: "submit", id: "mail-send" }, say("sendMail"))));
    this.root.replaceChildren(this.drawBar(), this.form);
    this.showFile();
  }

  nameBox(box) {
    const name = box.key === "forger" ? say("forgerName", { name: box.name }) : `${box.name}, ${box.school}`;
    return `${name} <${box.address}>`;
  }

  drawPicker() {
    return drawSamples(this.samples, (sample) => this.takeSample(sample), { chosen: this.chosen });
  }

  signText() {
    const box = this.mailboxes.find((each) => each.key === this.from.value);
    this.text.value = say("textDraft", { name: box.name.split(" ")[0] });
  }

  async takeSample(sample) {
    this.chosen = sample.key;
    this.files = [];
    this.own.value = "";
    this.from.value = sample.sender;
    this.signText();
    for (const card of this.picker.querySelectorAll("[data-sample]")) {
      card.setAttribute("aria-pressed", String(card.dataset.sample === sample.key));
    }
    this.fetching = fetchSample(sample);
    this.files = [await this.fetching];
    this.showFile();
  }

  takeOwn() {
    this.chosen = null;
    this.fetching = null;
    this.files = [...this.own.files];
    for (const card of this.picker.querySelectorAll("[data-sample]")) card.setAttribute("aria-pressed", "false");
    this.showFile();
  }

  showFile() {
    this.attached.textContent = this.files.length ? say("attached", { name: this.files[0].name }) : "";
    this.attached.classList.remove("wrong");
    document.dispatchEvent(new CustomEvent("progress"));
  }

  async send(event) {
    event.preventDefault();
    await this.fetching; // who is quick presses before the sample is there
    if (!this.files.length && !this.answered) {
      this.attached.textContent = say("noFile");
      this.attached.classList.add("wrong");
      return;
    }
    const form = new FormData();
    form.append("from", this.from.value);
    form.append("subject", this.subject.value);
    form.append("text", this.text.value);
    if (this.answered) form.append("answers", this.answered.id.split("-")[1]);
    for (const file of this.files) form.append("file", file, file.name);
    try {
      await post("/mail", form);
    } catch (problem) {
      this.attached.textContent = say("refusedHere", { why: problem.message });
      return;
    }
    this.files = [];
    this.chosen = null;
    this.fetching = null;
    this.go("inbox");
    this.said.textContent = say("sent");
  }

  drawInbox() {
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.mail : null;
    const said = this.said?.isConnected ? this.said.textContent : "";
    this.said = h("p.said", { role: "status" }, said);
    this.list = this.mails.length
      ? h("ul.mails", {}, ...[...this.mails].reverse().map((mail) => h("li", {}, this.drawRow(mail))))
      : h("p.empty", {}, say("noMail"));
    this.root.replaceChildren(this.drawBar(), this.said, this.list);
    if (focused) this.root.querySelector(`[data-mail="${focused}"]`)?.focus();
  }

  drawRow(mail) {
    const isNew = mail.folder === "received" && !this.read.has(mail.id);
    const who = mail.folder === "received" ? nameOf(mail.from) : say("sentTo", { name: mail.to });
    return h(`button.mail-row.${mail.folder}${isNew ? ".new" : ""}`, { type: "button", "data-mail": mail.id, onclick: () => this.open(mail) },
      isNew ? h("span.unseen", {}, `${say("unread")}: `) : null,
      h("span.mail-who", {}, who),
      h("span.mail-time", {}, showTime(mail.date, getLanguage())),
      h("span.mail-subject", {}, mail.subject, mail.files.length ? h("span.clip", { role: "img", "aria-label": say("hasFile") }) : null));
  }

  /** An answer to the library goes out under the name that its mail was for; a file is not needed. */
  reply(mail) {
    this.files = [];
    this.chosen = null;
    this.show("compose");
    this.answered = mail;
    const box = this.mailboxes.find((each) => mail.to.includes(each.address) && each.key !== "forger");
    if (box) this.from.value = box.key;
    const name = (box ?? this.mailboxes[0]).name.split(" ")[0];
    this.subject.value = /^re:/i.test(mail.subject) ? mail.subject : say("replySubject", { subject: mail.subject });
    const quoted = mail.text.trim().split(/\r?\n/).map((line) => `> ${line}`).join("\n");
    this.text.value = `${say("replyDraft", { name })}\n${say("replyTo", { name: nameOf(mail.from) })}\n${quoted}\n`;
    this.text.rows = 6;
    this.text.focus();
    this.text.setSelectionRange(0, 0);
  }

  open(mail) {
    this.read.add(mail.id);
    this.view = "one";
    const title = h("h3", { tabindex: "-1" }, mail.subject);
    this.root.replaceChildren(this.drawBar(), h("article.letter", {},
      h("div.letter-bar", {},
        h("button.quiet", { type: "button", onclick: () => this.go("inbox") }, say("back")),
        mail.folder === "received" ? h("button.primary", { type: "button", id: "mail-reply", onclick: () => this.reply(mail) }, say("reply")) : null),
      title,
      h("dl.headers", {}, h("dt", {}, say("from")), h("dd", {}, mail.from), h("dt", {}, say("to")), h("dd", {}, mail.to)),
      ...drawBody(mail.text),
      ...mail.files.map((name, number) => h("a.document", {
        href: `/mail/${mail.folder}/${mail.id.split("-")[1]}/${number}`, download: name,
        "aria-label": say("download", { name }),
      }, h("span.sheet-icon", { "aria-hidden": "true" }, name.split(".").pop().slice(0, 4)), h("span", {}, name)))));
    title.focus();
    this.onRead(mail);
  }
}

/** Paragraphs, and the lines "  Label    value" as a list of facts. */
function drawBody(text) {
  return text.replaceAll("\r\n", "\n").trim().split(/\n{2,}/).map((block) => {
    const facts = block.split("\n").map((line) => FACT.exec(line));
    if (facts.every(Boolean)) {
      return h("dl.facts", {}, ...facts.flatMap(([, label, value]) => [h("dt", {}, label), h("dd", {}, value)]));
    }
    return h("p", {}, block);
  });
}

function nameOf(address) {
  return address.replace(/\s*<.*>/, "").replaceAll('"', "") || address;
}
