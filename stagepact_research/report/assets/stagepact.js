// Menu on small screens, and search. Without this script the pages still work: only search is missing.
"use strict";
(() => {
  document.documentElement.classList.add("js");

  const button = document.querySelector(".menuknop");
  const navigation = document.getElementById("navigatie");
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = navigation.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });

  const field = document.getElementById("zoekveld");
  const panel = document.getElementById("zoekuitslag");
  const status = document.getElementById("zoekmelding");
  const list = document.getElementById("zoeklijst");
  document.querySelector(".zoeken").hidden = false;
  const MOST = 20;
  const AROUND = 70;
  let asked = null;

  // Lower case without accents, letter for letter, so that positions stay those of the text.
  const plain = (text) =>
    Array.from(text, (letter) => {
      const bare = letter.normalize("NFD")[0].toLowerCase();
      return bare.length === letter.length ? bare : letter;
    }).join("");

  // The index is a script, so that it also loads when the pages are opened from a folder.
  const index = () => {
    asked ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = document.body.dataset.zoekindex;
      script.addEventListener("load", () =>
        done(
          window.stagepactZoekindex.map(([address, title, heading, text]) => ({
            address, title, heading, text,
            named: plain(`${title} ${heading}`),
            searched: plain(text),
          })),
        ),
      );
      script.addEventListener("error", failed);
      document.head.append(script);
    });
    return asked;
  };

  const score = (section, terms) => {
    let total = 0;
    for (const term of terms) {
      const named = section.named.includes(term);
      const times = section.searched.split(term).length - 1;
      if (!named && !times) return 0;
      total += (named ? 20 : 0) + Math.min(times, 10);
    }
    return total;
  };

  const snippet = (section, terms) => {
    const at = Math.max(0, Math.min(...terms.map((term) => section.searched.indexOf(term)).filter((i) => i >= 0)));
    if (!Number.isFinite(at)) return document.createTextNode(section.text.slice(0, 2 * AROUND));
    const start = section.text.lastIndexOf(" ", Math.max(0, at - AROUND)) + 1;
    const end = Math.min(section.text.length, at + AROUND);
    const result = document.createDocumentFragment();
    if (start > 0) result.append("… ");
    let from = start;
    while (from < end) {
      const next = terms
        .map((term) => [section.searched.indexOf(term, from), term.length])
        .filter(([place]) => place >= 0 && place < end)
        .sort((one, other) => one[0] - other[0])[0];
      if (!next) break;
      const mark = document.createElement("mark");
      mark.textContent = section.text.slice(next[0], next[0] + next[1]);
      result.append(section.text.slice(from, next[0]), mark);
      from = next[0] + next[1];
    }
    result.append(section.text.slice(from, Math.max(from, end)));
    if (end < section.text.length) result.append(" …");
    return result;
  };

  const show = (sections, terms) => {
    const found = sections
      .map((section) => [score(section, terms), section])
      .filter(([points]) => points > 0)
      .sort((one, other) => other[0] - one[0]);
    status.textContent =
      found.length === 0 ? "Niets gevonden."
      : found.length === 1 ? "1 resultaat."
      : `${found.length} resultaten.` + (found.length > MOST ? ` De eerste ${MOST} staan hieronder.` : "");
    list.replaceChildren(
      ...found.slice(0, MOST).map(([, section]) => {
        const link = document.createElement("a");
        link.href = `${document.body.dataset.basis}/${section.address}`;
        link.textContent = section.heading || section.title;
        const words = document.createElement("span");
        if (section.heading) words.append(`${section.title} – `);
        words.append(snippet(section, terms));
        const item = document.createElement("li");
        item.append(link, words);
        return item;
      }),
    );
    panel.hidden = false;
  };

  const search = async () => {
    const terms = plain(field.value).split(/\s+/).filter((term) => term.length > 1);
    if (terms.length === 0) {
      panel.hidden = true;
      return;
    }
    try {
      const sections = await index();
      show(sections, terms);
    } catch {
      status.textContent = "De zoeklijst kon niet worden geladen.";
      panel.hidden = false;
    }
  };

  field.addEventListener("input", search);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      panel.hidden = true;
      field.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".zoeken") || event.target.closest("#zoeklijst a")) panel.hidden = true;
  });
})();
