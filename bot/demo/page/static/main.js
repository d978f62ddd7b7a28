// Ties the page together: who stands where, what arrives, and in which language.

import { Chat } from "/static/chat.js";
import { ask, post } from "/static/dom.js";
import { Door } from "/static/door.js";
import { Mail } from "/static/mail.js";
import { Paper } from "/static/paper.js";
import { drawSamples, fetchSample } from "/static/samples.js";
import { getLanguage, say, setLanguage } from "/static/texts.js";
import { Tour } from "/static/tour.js";

const LOST_AFTER_MS = 20000;
const narrow = matchMedia("(max-width: 899px)");
const chats = new Map();
const openedAt = Math.floor(Date.now() / 1000);
const seen = { facts: {}, outcomeRead: false, attached: false };
let scene = null;
let mail, paper, tour;

function begin(news) {
  clearTimeout(begin.lost);
  document.getElementById("curtain").hidden = true;
  if (scene && scene.scene !== news.scene) {
    location.reload();
    return;
  }
  if (scene) return;
  scene = news;
  build(news);
  const events = new EventSource("/chat/events?since=0");
  events.addEventListener("message", (event) => takeMessage(JSON.parse(event.data)));
  events.addEventListener("action", (event) => {
    const action = JSON.parse(event.data);
    chats.get(action.chat_id)?.showTyping(news.bot.first_name);
  });
}

function build({ people, bot, mailboxes, library, samples, page, slip }) {
  const link = document.getElementById("page-link");
  link.hidden = !page;
  if (page) link.href = page;
  mail.begin({ mailboxes, library, samples });
  new Door(document.getElementById("school-page")).begin({ page, slip, samples: samples.filter((each) => each.sender === "regenboog") });
  const add = (root, id, name, place, options = {}) => {
    const chat = new Chat(document.getElementById(root), id, name, { bot, onNews: (message) => { if (message.date >= openedAt) mark(...place); }, ...options });
    chats.set(id, chat);
    return chat;
  };
  add("librarian-chat", people.librarian, "Anna Smit", ["librarian"]);
  const desk = add("desk-chat", people.desk, "Cas Mulder", ["desk", "chat"]);
  add("school-chat", people.school, "Marijke de Wit", ["school", "chat"],
    { onSample: (chat) => showSamples(chat, samples.filter((each) => each.sender === "regenboog")) });
  paper = new Paper(document.getElementById("desk-paper"), {
    bot,
    addChat: (chat) => { chats.set(chat.id, chat); },
    onPrint: () => mark("desk", "paper"),
    onScan: (card) => { goTo("desk", "chat"); desk.say(card); desk.input.focus(); },
  });
  tour.draw();
}

function takeMessage(message) {
  chats.get(message.chat.id)?.take(message);
  tour.point();
}

function showSamples(chat, samples) {
  const dialog = document.getElementById("samples");
  document.getElementById("samples-list").replaceChildren(...drawSamples(samples, async (sample) => {
    dialog.close();
    await chat.drop([await fetchSample(sample)]);
  }, { titled: false }));
  dialog.showModal();
}

// ---- what is in view -------------------------------------------------------------------------

function isShown(person, tab) {
  const here = !narrow.matches || document.getElementById("people").dataset.shown === person;
  return here && (!tab || !document.getElementById(`${person}-${tab}`).hidden);
}

/** Something arrived there: say so at the tab, where it cannot be seen. */
function mark(person, tab) {
  if (isShown(person, tab)) return;
  const tabButton = tab && document.getElementById(`tab-${person}-${tab}`);
  for (const button of [tabButton, document.querySelector(`.below [data-person="${person}"]`)]) {
    if (button && !button.querySelector(".dot")) {
      const dot = document.createElement("span");
      dot.className = "dot";
      dot.append(Object.assign(document.createElement("span"), { className: "unseen", textContent: ` ${say("news")}` }));
      button.append(dot);
    }
  }
}

function unmark(...buttons) {
  for (const button of buttons) button?.querySelector(".dot")?.remove();
}

function goTo(person, tab) {
  document.getElementById("people").dataset.shown = person;
  for (const button of document.querySelectorAll(".below [data-person]")) {
    const here = button.dataset.person === person;
    button.toggleAttribute("aria-current", here);
    if (here) {
      button.setAttribute("aria-current", "true");
      unmark(button);
    }
  }
  if (tab) choose(document.getElementById(`tab-${person}-${tab}`));
  chats.forEach((chat) => chat.toEnd());
}

function choose(tab) {
  for (const each of tab.parentElement.children) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
  }
  unmark(tab);
  chats.forEach((chat) => chat.toEnd());
}

function setUpTabs() {
  for (const list of document.querySelectorAll("[role=tablist]")) {
    const tabs = [...list.children];
    for (const tab of tabs) tab.addEventListener("click", () => choose(tab));
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      choose(next);
      next.focus();
    });
    choose(tabs[0]);
  }
  for (const button of document.querySelectorAll(".below [data-person]")) {
    button.addEventListener("click", () => goTo(button.dataset.person));
  }
  goTo("school");
}

// ---- language, and beginning again -----------------------------------------------------------

function readLanguage() {
  const kept = sessionStorage.getItem("language");
  return kept ?? (navigator.language.toLowerCase().startsWith("nl") ? "nl" : "en");
}

function speak(language) {
  sessionStorage.setItem("language", language);
  setLanguage(language);
  document.title = `rosterdesk · ${say("tour")}`;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
}

async function switchLanguage(language) {
  if (language === getLanguage()) return;
  const question = say("sureLanguage");
  speak(language);
  if (scene && scene.language !== language && (isUntouched() || await ask(question))) await again();
}

function isUntouched() {
  return !seen.facts["submission.received"];
}

async function again() {
  document.getElementById("curtain").hidden = false;
  await post("/again", { language: getLanguage() });
}

function setUpChoices() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => switchLanguage(button.dataset.language));
  }
  document.getElementById("again").addEventListener("click", async () => {
    if (await ask(say("sure"))) await again();
  });
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
}

// ---- what arrives ----------------------------------------------------------------------------

function follow() {
  const news = new EventSource("/news");
  const take = (kind, act) => news.addEventListener(kind, (event) => act(JSON.parse(event.data)));
  take("begin", begin);
  take("mail", (each) => { mail.take(each); if (each.folder === "received") mark("school", "mail"); tour.point(); });
  take("paper", (each) => paper.take(each));
  take("facts", (facts) => { seen.facts = facts; tour.look(); });
  news.addEventListener("error", () => {
    const curtain = document.getElementById("curtain");
    curtain.hidden = false;
    clearTimeout(begin.lost);
    begin.lost = setTimeout(() => { curtain.firstElementChild.textContent = say("lost"); }, LOST_AFTER_MS);
  });
}

function prepare(step) {
  if (step === "reply") mail.show("inbox");
  if (step === "send" || step === "blocked") mail.show("compose");
}

mail = new Mail(document.getElementById("school-mail"), {
  onRead: (each) => {
    const isLatest = each === mail.received.at(-1);
    if (isLatest && seen.facts["plan.applied"]) seen.outcomeRead = true;
    tour.look();
  },
});
tour = new Tour({ seen: () => ({ ...seen, attached: mail.files.length > 0 }), goTo, prepare });
document.addEventListener("progress", () => tour.point());
speak(readLanguage());
setUpTabs();
setUpChoices();
await post("/hello", { language: getLanguage() });
follow();
