// Text with Telegram's entities. Their offsets count UTF-16 units, as JavaScript's strings do.

import { h } from "/static/dom.js";
import { plain } from "/static/signs.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code",
  blockquote: "q", expandable_blockquote: "q",
};

/** `act` is called with a command that is pressed. */
export function drawText(text, entities, bot, act) {
  const borders = new Set([0, text.length]);
  for (const each of entities) borders.add(each.offset).add(each.offset + each.length);
  const sorted = [...borders].sort((a, b) => a - b);
  const part = document.createDocumentFragment();
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const [from, to] = [sorted[i], sorted[i + 1]];
    const around = entities.filter((each) => each.offset <= from && each.offset + each.length >= to);
    part.append(wrap(text.slice(from, to), around, text, bot, act));
  }
  return part;
}

function wrap(piece, around, text, bot, act) {
  let node = document.createTextNode(plain(piece));
  for (const entity of around) {
    const whole = text.slice(entity.offset, entity.offset + entity.length);
    node = wrapOne(node, entity, whole, bot, act);
  }
  return node;
}

function wrapOne(node, entity, whole, bot, act) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, node);
  if (entity.type === "spoiler") return drawSpoiler(node);
  if (entity.type === "bot_command") {
    return h("button.link", { type: "button", onclick: () => act(whole) }, node);
  }
  const address = findAddress(entity, whole);
  if (!address) return node;
  const start = findStart(address, bot);
  if (start !== null) {
    return h("button.link", { type: "button", onclick: () => act(`/start ${start}`.trim()) }, node);
  }
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, node);
}

function drawSpoiler(node) {
  const spoiler = h("button.spoiler", { type: "button", "aria-pressed": "false" }, node);
  spoiler.addEventListener("click", () => {
    const open = spoiler.classList.toggle("open");
    spoiler.setAttribute("aria-pressed", String(open));
  });
  return spoiler;
}

function findAddress(entity, whole) {
  if (entity.type === "text_link") return entity.url;
  if (entity.type === "url") return /^\w+:/.test(whole) ? whole : `https://${whole}`;
  return null;
}

/** A link to the bot itself is followed here, as a chat program does. */
function findStart(address, bot) {
  const link = new URL(address, location.href);
  if (link.hostname !== "t.me" || link.pathname !== `/${bot?.username}`) return null;
  return link.searchParams.get("start") ?? "";
}
