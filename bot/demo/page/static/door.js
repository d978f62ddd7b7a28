// The third way of the school: the library's page, which opens in a window of its own.

import { h } from "/static/dom.js";
import { say } from "/static/texts.js";

export class Door {
  constructor(root) {
    this.root = root;
    document.addEventListener("language", () => this.draw());
  }

  /** Begin: where the page is, what stands on the slip of the teacher, and files to take there. */
  begin({ page, slip, samples }) {
    Object.assign(this, { page, slip, samples });
    this.draw();
  }

  draw() {
    if (!this.page) return;
    this.root.replaceChildren(h("div.door", {},
      h("h3", {}, say("doorTitle")),
      h("p", {}, say("doorText")),
      h("dl.facts", {},
        h("dt", {}, say("doorCard")), h("dd", {}, this.slip.card),
        h("dt", {}, say("doorPassword")), h("dd", { id: "door-password" }, this.slip.password)),
      h("p.hint", {}, say("doorOwn")),
      h("a.primary", { id: "open-page", href: `${this.page}/#${this.slip.card}`, target: "_blank", rel: "noopener noreferrer" }, say("doorOpen")),
      h("h4", {}, say("doorFiles")),
      h("ul.plain", {}, ...this.samples.map((each) => h("li", {},
        h("a", { href: `/samples/${each.key}`, download: each.file }, say(`sample_${each.key}`)))))));
  }
}
