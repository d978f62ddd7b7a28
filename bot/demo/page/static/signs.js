// Signs for a machine whose fonts have no pictures: ordinary characters, or nothing, never a box.

const PLAIN = {
  "✅": "✓", "❌": "×", "⛔": "■", "⚠": "!", "❓": "?", "➕": "+", "➖": "−", "🎉": "✓", "◀": "‹", "▶": "›",
  "↩": "←", "↪": "→", "⬅": "←", "✖": "×", "✏": "·",
};
const PICTURE = /(\p{Extended_Pictographic})[\uFE0F\u200D\u20E3]*( ?)/gu;
const MISSING = "\u{10FFFD}"; // private use: no font has it, so it is drawn as a box

/** True where the pictures of a chat are drawn: they look like no box, and have a width. */
function hasPictures() {
  const [picture, box] = ["🖨", MISSING].map(paint);
  return picture !== box;
}

function paint(sign) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 24, height: 24 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "18px Rosterdesk, sans-serif";
  pen.textBaseline = "top";
  pen.fillText(sign, 0, 2);
  return pen.getImageData(0, 0, 24, 24).data.join();
}

const shown = hasPictures();

/** The text as this machine can show it. */
export function plain(text) {
  return choose(text, shown);
}

/** The text with pictures or without; with a sign that is lost goes the space behind it. */
export function choose(text, pictures) {
  if (pictures) return text;
  return text.replace(PICTURE, (all, sign, space) => {
    if (/[\d#*©®™↔-↙]/.test(sign)) return all;
    return sign in PLAIN ? PLAIN[sign] + space : "";
  });
}
