// Renews the table of calls again and again. The server writes the table; nothing a caller said is put together here.
"use strict";
const live = document.getElementById("live");
const EVERY_MS = Number(live.dataset.everyMs);
const stale = document.getElementById("stale");

async function renew() {
  try {
    const answer = await fetch(live.dataset.from, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") {
      location.reload(); // no longer signed in
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    const table = await answer.text();
    if (table !== renew.last) {
      const focused = document.activeElement && document.activeElement.id;
      live.innerHTML = table;
      if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
      renew.last = table;
    }
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
  setTimeout(renew, EVERY_MS);
}
setTimeout(renew, EVERY_MS);
