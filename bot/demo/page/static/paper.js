// The paper that comes out of the printer, and the telephone of who takes it home.

import { Chat } from "/static/chat.js";
import { h, post } from "/static/dom.js";
import { getLanguage, say } from "/static/texts.js";

const PASSWORD_AT = 0.32; // of the height of a slip
const HANGING = 4; // pieces of paper that still hang from the printer

export class Paper {
  constructor(root, { onScan, onPrint, addChat, bot }) {
    Object.assign(this, { root, onScan, onPrint, addChat, bot });
    this.pieces = [];
    this.phones = new Map();
    this.build();
    document.addEventListener("language", () => this.translate());
  }

  build() {
    this.lamp = h("span.lamp", { "aria-hidden": "true" });
    this.said = h("p.unseen", { role: "status" });
    this.strip = h("div.strip");
    this.hint = h("p.paper-hint");
    this.title = h("h3");
    this.list = h("ul.pieces");
    this.root.replaceChildren(this.said,
      h("div.machine", { "aria-hidden": "true" }, this.lamp, h("span.slot")),
      h("div.tray", { tabindex: "0", role: "group", "data-label": "printer" }, this.strip, this.hint,
        h("section.archive", {}, this.title, this.list)));
    this.translate();
  }

  translate() {
    this.hint.textContent = this.pieces.length ? say("unmasked") : say("paperWaits");
    this.title.textContent = this.pieces.length
      ? `${say("allPaper")} · ${say("paperCount", { count: this.pieces.length })}` : "";
    this.strip.replaceChildren(...this.pieces.slice(-HANGING).reverse().map((piece) => this.drawPiece(piece)));
    this.list.replaceChildren(...this.pieces.map((piece) => this.drawRow(piece)));
    this.root.querySelector(".tray").setAttribute("aria-label", say("printer"));
  }

  take(piece) {
    if (this.pieces.some((each) => each.number === piece.number)) return;
    this.pieces.push(piece);
    const drawn = this.drawPiece(piece);
    drawn.classList.add("fresh");
    this.keepFocus(() => {
      this.strip.prepend(drawn);
      while (this.strip.children.length > HANGING) this.strip.lastElementChild.remove();
    });
    this.list.append(this.drawRow(piece));
    this.hint.textContent = say("unmasked");
    this.title.textContent = `${say("allPaper")} · ${say("paperCount", { count: this.pieces.length })}`;
    this.blink();
    this.tellSoon(piece);
    this.onPrint(piece);
  }

  keepFocus(change) {
    const focused = this.strip.contains(document.activeElement);
    change();
    if (focused && !this.strip.contains(document.activeElement)) this.root.querySelector(".tray").focus();
  }

  /** Say the latest piece only, and not thirty in a row. */
  tellSoon(piece) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.said.textContent = say("printed", { name: piece.title });
    }, 700);
  }

  blink() {
    this.lamp.classList.add("busy");
    clearTimeout(this.blinking);
    this.blinking = setTimeout(() => this.lamp.classList.remove("busy"), 1200);
  }

  drawPiece(piece) {
    if (piece.sheet) {
      return h("div.piece", {}, h("button.sheet.a4", { type: "button", onclick: () => this.open(piece) }, piece.title));
    }
    const label = `${say("look")}: ${piece.title}${piece.note ? `, ${piece.note}` : ""}`;
    return h("div.piece", { "data-card": piece.card },
      h("button.sheet", { type: "button", "aria-label": label, onclick: () => this.open(piece) },
        h("img", { src: `/paper/${piece.number}`, alt: "" })));
  }

  drawRow(piece) {
    return h("li", {}, h(`button.piece-row${piece.card ? "" : ".part"}`, { type: "button", "data-piece": piece.number, onclick: () => this.open(piece) },
      h("span", {}, piece.title), h("small", {}, piece.note)));
  }

  /** Show a piece large; of a slip also the telephone of whom it is for. */
  open(piece) {
    if (piece.sheet) {
      window.open(`/paper/${piece.number}`, "_blank", "noopener");
      return;
    }
    const dialog = document.getElementById("slip");
    document.getElementById("slip-sheet").replaceChildren(
      h("img", { src: `/paper/${piece.number}`, alt: "", onload: showPassword }),
      h("pre.unseen", { "aria-label": say("slipSays", { name: piece.title }) }, piece.text));
    document.getElementById("slip-title").textContent = piece.card ? say("slipTitle", { name: piece.title }) : piece.title;
    document.getElementById("slip-hint").textContent = piece.card ? say("slipHint") : "";
    this.showPhone(piece, dialog);
    dialog.showModal();
  }

  showPhone(piece, dialog) {
    const phone = document.getElementById("slip-phone");
    dialog.classList.toggle("alone", !piece.card);
    if (!piece.card) {
      phone.replaceChildren();
      return;
    }
    const chat = this.phones.get(piece.card) ?? this.makePhone(piece);
    const scan = h("button.primary", { type: "button", id: "scan", onclick: () => this.scan(piece, chat) }, say("scan"));
    const desk = h("button.quiet", { type: "button", onclick: () => { dialog.close(); this.onScan(piece.card); } }, say("scanDesk"));
    phone.replaceChildren(h("div.scans", {}, scan, desk), chat.root);
  }

  makePhone(piece) {
    const chat = new Chat(h("div.inner"), Number(piece.card), piece.title, { bot: this.bot });
    this.phones.set(piece.card, chat);
    return chat;
  }

  /** Everybody has a telephone of their own: it is made when the slip is first scanned. */
  async scan(piece, chat) {
    if (!chat.exists) {
      chat.exists = true;
      this.addChat(chat);
      const person = { id: chat.id, first_name: piece.title.split(" ")[0], language_code: getLanguage() };
      await post("/chat/people", person).catch(() => null); // another tab made it already
    }
    await post(`/chat/people/${chat.id}/open`, { start: piece.start ?? piece.card });
    chat.input.focus();
  }
}

/** Where the whole slip does not fit beside the phone, begin at the password. */
function showPassword() {
  const sheet = document.getElementById("slip-sheet");
  if (sheet.clientHeight < sheet.clientWidth) sheet.scrollTop = sheet.scrollHeight * PASSWORD_AT;
}
