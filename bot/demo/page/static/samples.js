// The sample files: each a button with a sentence on what to expect.

import { h } from "/static/dom.js";
import { say } from "/static/texts.js";

const DAILY = new Set(["regenboog", "forger"]);

/** Draw the samples that may be taken; `take` gets one of them. */
export function drawSamples(samples, take, { chosen = null, titled = true } = {}) {
  const groups = [
    ["groupDaily", samples.filter((each) => DAILY.has(each.sender))],
    ["groupSystems", samples.filter((each) => !DAILY.has(each.sender))],
  ];
  return groups.filter(([, each]) => each.length).map(([title, each]) => h("div.group", {},
    titled && h("h4", {}, say(title)),
    h("ul.samples", {}, ...each.map((sample) => h("li", {}, drawSample(sample, take, chosen))))));
}

function drawSample(sample, take, chosen) {
  return h("button.sample-card", {
    type: "button",
    "data-sample": sample.key,
    "aria-pressed": String(sample.key === chosen),
    onclick: () => take(sample),
  }, h("strong", {}, say(`sample_${sample.key}`)), h("span", {}, say(`expect_${sample.key}`)));
}

export async function fetchSample(sample) {
  const response = await fetch(`/samples/${sample.key}`);
  return new File([await response.blob()], sample.file);
}
