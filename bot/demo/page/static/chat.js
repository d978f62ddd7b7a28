// One person's chat with the library, as a chat program shows it.

import { h, post, showTime, tell } from "/static/dom.js";
import { getLanguage, say } from "/static/texts.js";
import { drawText } from "/static/entities.js";
import { plain } from "/static/signs.js";

const TOAST_MS = 5000;
const TYPING_MS = 5000;
const ANSWER_SECONDS = 30;

export class Chat {
  /** `name` is whose chat it is; `onSample` opens the sample files, where there are any. */
  constructor(root, id, name, { bot, onSample = null, onNews = null } = {}) {
    Object.assign(this, { root, id, name, bot, onSample, onNews });
    this.messages = new Map();
    this.replyTo = null;
    this.build();
    document.addEventListener("language", () => this.translate());
  }

  build() {
    this.log = h("div.log", { role: "log", tabindex: "0", "aria-live": "polite" });
    this.typing = h("p.typing", { "aria-hidden": "true" });
    this.toast = h("p.toast", { role: "status" });
    this.keys = h("div.keys");
    this.reply = h("div.replying", { hidden: true });
    this.input = h("textarea", { rows: "1", autocomplete: "off", onkeydown: (e) => this.onKey(e) });
    this.file = h("input.unseen", { type: "file", multiple: true, tabindex: "-1", "aria-hidden": "true", onchange: () => this.sendFiles() });
    this.attach = h("button.icon.attach", { type: "button", onclick: () => this.file.click() });
    this.sample = this.onSample && h("button.sample", { type: "button", onclick: () => this.onSample(this) });
    this.button = h("button.icon.send", { type: "submit" });
    this.form = h("form.write", { onsubmit: (e) => this.onSubmit(e) },
      this.attach, this.file, this.input, this.button);
    this.root.replaceChildren(this.log, this.toast,
      h("div.foot", {}, this.typing, this.reply, this.keys, this.sample, this.form));
    this.translate();
  }

  translate() {
    this.log.setAttribute("aria-label", say("chatOf", { name: this.name }));
    this.input.setAttribute("aria-label", say("message"));
    this.input.placeholder = say("write");
    this.button.setAttribute("aria-label", say("send"));
    this.button.title = say("send");
    this.attach.setAttribute("aria-label", say("attach"));
    this.attach.title = say("attach");
    if (this.sample) this.sample.textContent = say("samples");
    for (const entry of this.messages.values()) this.draw(entry);
  }

  /** Take a message that is new, changed or deleted. */
  take(message) {
    const known = this.messages.get(message.message_id);
    if (!known && message.deleted) return;
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const entry = known ?? { element: h("article.message") };
    entry.message = message;
    if (!known) {
      this.messages.set(message.message_id, entry);
      this.log.append(entry.element);
    }
    this.draw(entry);
    this.typing.textContent = "";
    this.showKeys();
    if (atEnd || this.isOwn(message)) this.toEnd();
    if (!this.isOwn(message) && this.onNews) this.onNews(message);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  isOwn(message) {
    return message.from.id === this.id;
  }

  /** Draw again in place; whoever stood on a button of it stays there. */
  draw({ element, message }) {
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [...element.querySelectorAll("button, a")].indexOf(focused);
    const own = this.isOwn(message);
    element.className = `message ${own ? "own" : "theirs"}${message.deleted ? " gone" : ""}`;
    element.dataset.message = message.message_id;
    element.replaceChildren(...(message.deleted ? [this.drawGone()] : this.drawParts(message, own)));
    if (focused) {
      const buttons = element.querySelectorAll("button, a");
      if (buttons.length) buttons[Math.min(place, buttons.length - 1)].focus({ preventScroll: true });
      else this.log.focus({ preventScroll: true });
    }
  }

  drawGone() {
    return h("p.bubble", {}, say("deleted"));
  }

  drawParts(message, own) {
    const words = message.text ?? message.caption ?? "";
    const entities = message.entities ?? message.caption_entities ?? [];
    const time = h("span.time", {},
      message.edits && !own ? `${say("edited")} ` : "", showTime(message.date, getLanguage()));
    const who = h("span.unseen", {}, `${own ? say("you") : message.from.first_name}: `);
    const bubble = h("div.bubble", {},
      who,
      this.drawQuote(message.reply_to_message),
      message.photo && this.drawPhoto(message),
      message.document && this.drawDocument(message.document),
      words && h("div.words", {}, drawText(words, entities, this.bot, (text) => this.say(text))),
      time);
    return [bubble, this.drawButtons(message)].filter(Boolean);
  }

  drawQuote(quoted) {
    if (!quoted) return null;
    return h("blockquote.quote", {}, h("span.unseen", {}, `${say("answerTo")}: `),
      quoted.text ?? quoted.caption ?? quoted.document?.file_name ?? "");
  }

  drawPhoto(message) {
    const photo = message.photo.at(-1);
    const source = `/chat/files/${photo.file_id}`;
    const label = `${say("openPicture")}${message.caption ? `: ${message.caption}` : ""}`;
    return h("button.photo", { type: "button", "aria-label": label, onclick: () => showPicture(source, message.caption) },
      h("img", { src: source, alt: "", width: photo.width, height: photo.height, loading: "lazy" }));
  }

  drawDocument(file) {
    return h("a.document", { href: `/chat/files/${file.file_id}`, download: file.file_name, "aria-label": say("download", { name: file.file_name }) },
      h("span.sheet-icon", { "aria-hidden": "true" }, file.file_name.split(".").pop().slice(0, 4)),
      h("span", {}, file.file_name, h("small", {}, `${Math.max(1, Math.round(file.file_size / 1024))} kB`)));
  }

  drawButtons(message) {
    const rows = message.markup?.inline_keyboard;
    if (!rows) return null;
    return h("div.buttons", {}, ...rows.map((row) => h("div.row", {}, ...row.map((button) => this.drawButton(message, button)))));
  }

  drawButton(message, button) {
    if (button.url) return h("a.button", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, plain(button.text));
    return h("button.button", {
      type: "button",
      "data-action": button.callback_data,
      onclick: (event) => this.press(message, button, event.currentTarget),
    }, plain(button.text));
  }

  async press(message, button, element) {
    if (element.getAttribute("aria-busy")) return;
    if (button.copy_text) {
      await navigator.clipboard.writeText(button.copy_text.text);
      this.showToast(say("copied"));
      return;
    }
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await post(`/chat/people/${this.id}/press`,
        { message_id: message.message_id, button: button.callback_data ?? button.text, timeout: ANSWER_SECONDS });
      if (!answer.answered) this.showToast(say("noAnswer"));
      else if (answer.text && answer.show_alert) tell(answer.text);
      else if (answer.text) this.showToast(answer.text);
    } catch (problem) {
      this.showToast(say("refusedHere", { why: problem.message }));
    } finally {
      element.removeAttribute("aria-busy");
    }
  }

  showToast(text) {
    this.toast.textContent = text;
    this.toast.classList.add("shown");
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => this.toast.classList.remove("shown"), TOAST_MS);
  }

  showTyping(name) {
    this.typing.textContent = say("typing", { name });
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => { this.typing.textContent = ""; }, TYPING_MS);
  }

  /** The keyboard of the newest message that has one, until another takes it away. */
  showKeys() {
    const all = [...this.messages.values()].map((entry) => entry.message).filter((m) => !m.deleted);
    const last = all.filter((m) => m.markup && !m.markup.inline_keyboard).at(-1)?.markup;
    const rows = last?.keyboard ?? [];
    this.keys.replaceChildren(...rows.map((row) => h("div.row", {}, ...row.map((key) =>
      h("button.button", { type: "button", onclick: () => this.say(key.text) }, key.text)))));
    const newest = all.at(-1);
    const asked = newest?.markup?.force_reply ? newest : null;
    this.replyTo = asked?.message_id ?? null;
    this.reply.hidden = !asked;
    this.reply.textContent = asked ? `${say("answerTo")}: ${asked.text}` : "";
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  async onSubmit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    await this.say(text);
    this.input.focus();
  }

  async say(text) {
    const body = { text };
    if (this.replyTo) body.reply_to = this.replyTo;
    await this.tryTo(() => post(`/chat/people/${this.id}/send`, body));
  }

  async sendFiles() {
    const files = [...this.file.files];
    this.file.value = "";
    if (files.length) await this.drop(files);
  }

  async drop(files) {
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    await this.tryTo(() => post(`/chat/people/${this.id}/documents`, form));
  }

  async tryTo(act) {
    try {
      await act();
    } catch (problem) {
      this.showToast(say("refusedHere", { why: problem.message }));
    }
  }
}

function showPicture(source, caption) {
  const dialog = document.getElementById("picture");
  const image = dialog.querySelector("img");
  image.src = source;
  image.alt = caption ?? say("picture");
  dialog.showModal();
}
