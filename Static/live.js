// Keeps the live page fresh: swaps the parts that changed, and leaves the focus where it is.
const live = document.getElementById("live");
const events = new EventSource(live.dataset.events);

events.addEventListener("state", (event) => {
  const fresh = document.createElement("template");
  fresh.innerHTML = event.data;
  const title = fresh.content.querySelector("[data-title]").dataset.title;
  document.title = [title, ...document.title.split(" – ").slice(-2)].join(" – ");
  for (const part of fresh.content.querySelectorAll("[data-part]")) {
    const shown = live.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!shown || shown.dataset.raw === part.outerHTML) continue;
    const isFirst = shown.dataset.raw === undefined && shown.outerHTML === part.outerHTML;
    if (!isFirst && shown.innerHTML !== part.innerHTML) swap(shown, part);
    shown.className = part.className;
    shown.dataset.raw = part.outerHTML;
  }
});

// What was unfolded stays so; a link that has the focus keeps it.
function swap(shown, part) {
  const open = [...shown.querySelectorAll("details")].map((details) => details.open);
  const focused = shown.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  shown.innerHTML = part.innerHTML;
  shown.querySelectorAll("details").forEach((details, index) => { details.open = open[index] ?? false; });
  if (focused) shown.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}
