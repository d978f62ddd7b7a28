// The first five minutes. A step is ticked by what really happened and by nothing else.

import { h } from "/static/dom.js";
import { say } from "/static/texts.js";

const TALL = 300; // pixels: of what is taller the beginning matters, not the middle
const action = (name) => `#librarian-chat [data-action^="plan:${name}:"]`;

/** `done` reads the facts and what was opened; `find` gives the places it is about, best first. */
const STEPS = [
  {
    key: "send", place: ["school", "mail"],
    done: ({ facts }) => facts["submission.received"] > 0,
    find: (seen) => [seen.attached ? "#mail-send" : '#school-mail [data-sample="good"]', "#compose-button"],
  },
  {
    key: "look", place: ["librarian"],
    done: ({ facts }) => facts.looked > 0,
    find: () => [action("look")],
  },
  {
    key: "approve", place: ["librarian"],
    done: ({ facts }) => facts["plan.applied"] > 0,
    find: () => [action("approve")],
  },
  {
    key: "print", place: ["librarian"],
    done: ({ facts }) => facts["slip.sent"] > 0 && !facts.queued,
    find: () => [action("print")],
  },
  {
    key: "reply", place: ["school", "mail"],
    done: ({ outcomeRead }) => outcomeRead,
    find: () => ["#school-mail .mail-row.received", "#inbox-button"],
  },
  {
    key: "login", place: ["desk", "paper"],
    done: ({ facts }) => facts["password.chosen"] > 0,
    find: () => ["#desk-paper [data-card] button", "#desk-paper .piece-row"],
  },
  {
    key: "blocked", place: ["school", "mail"],
    done: ({ facts }) => facts.blocked > 0,
    find: (seen) => [seen.attached ? "#mail-send" : '#school-mail [data-sample="half"]', "#compose-button"],
  },
  {
    key: "chat", place: ["school", "chat"],
    done: ({ facts }) => facts.by_chat > 0,
    find: () => ["#school-chat .sample"],
  },
  {
    key: "page", place: ["school", "page"],
    done: ({ facts }) => facts.by_page > 0,
    find: () => ["#open-page"],
  },
];

export class Tour {
  /** `seen` gives the facts; `goTo(person, tab)` brings that person into view. */
  constructor({ seen, goTo, prepare }) {
    Object.assign(this, { seen, goTo, prepare });
    this.root = document.getElementById("tour");
    this.now = 0;
    this.shown = null; // a step that somebody looks at before or after its turn
    document.getElementById("tour-go").addEventListener("click", () => this.go());
    const toggle = document.getElementById("tour-toggle");
    toggle.setAttribute("aria-expanded", "true");
    toggle.addEventListener("click", () => {
      this.root.hidden = !this.root.hidden;
      toggle.setAttribute("aria-expanded", String(!this.root.hidden));
      this.point();
    });
    document.addEventListener("language", () => this.draw());
  }

  get step() {
    return STEPS[this.shown ?? this.now] ?? null;
  }

  /** Show a step that was tapped: what it is about, and where. */
  show(index) {
    this.shown = index === this.now ? null : index;
    this.draw();
    document.getElementById("tour-said").textContent = this.sentence();
    document.querySelector(`#steps [data-number="${index}"]`)?.focus();
  }

  /** Look at what happened; a step counts once all before it are done. */
  look() {
    const before = this.now;
    while (STEPS[this.now]?.done(this.seen())) this.now += 1;
    if (this.now !== before) {
      this.shown = null;
      this.draw();
      document.getElementById("tour-said").textContent = this.sentence();
    }
    this.point();
  }

  sentence() {
    return this.step
      ? `${say("stepOf", { number: (this.shown ?? this.now) + 1, total: STEPS.length })}: ${say(`step_${this.step.key}`)}. ${say(`tell_${this.step.key}`)}`
      : `${say("tourOver")}. ${say("tourOverText")}`;
  }

  draw() {
    document.getElementById("steps").replaceChildren(...STEPS.map((step, index) => h("li", {
      class: index < this.now ? "done" : "", "aria-current": index === this.now ? "step" : null,
    }, h("button", {
      type: "button", "data-number": index, "aria-pressed": String(index === (this.shown ?? this.now)),
      onclick: () => this.show(index),
    }, h("span.unseen", {}, `${say(`step_${step.key}`)}${index < this.now ? `, ${say("stepDone")}` : ""}`)))));
    const step = this.step;
    document.getElementById("tour-title").textContent = step ? say(`step_${step.key}`) : say("tourOver");
    document.getElementById("tour-text").textContent = step ? say(`tell_${step.key}`) : say("tourOverText");
    document.getElementById("tour-go").hidden = !step;
    this.root.dataset.step = STEPS[this.now]?.key ?? "over";
    this.root.dataset.shown = step?.key ?? "over";
    this.point();
  }

  target() {
    return this.step ? pick(this.step.find(this.seen())) : null;
  }

  /** Mark the place on the page that the step is about. */
  point() {
    const target = this.root.hidden ? null : this.target();
    for (const old of document.querySelectorAll(".pointed")) if (old !== target) old.classList.remove("pointed");
    target?.classList.add("pointed");
  }

  go() {
    if (!this.step) return;
    this.goTo(...this.step.place);
    this.prepare(this.step.key);
    this.point();
    const target = this.target();
    target?.scrollIntoView({ block: target.offsetHeight > TALL ? "start" : "center" });
    target?.focus({ preventScroll: true });
  }
}

/** Of several cards in a chat the last is the newest; of mails and slips the first. */
function pick(selectors) {
  for (const selector of selectors) {
    const found = [...document.querySelectorAll(selector)];
    if (found.length) return selector.startsWith("#librarian-chat") ? found.at(-1) : found[0];
  }
  return null;
}
