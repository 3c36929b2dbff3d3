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
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !navigation.classList.contains("open")) return;
    button.click();
    button.focus();
  });

  const field = document.getElementById("zoekveld");
  const panel = document.getElementById("zoekuitslag");
  const message = document.getElementById("zoekmelding");
  // Read aloud: an element that is always there, for one that appears with its words is often missed.
  const aloud = document.getElementById("zoekstatus");
  const list = document.getElementById("zoeklijst");
  document.querySelector(".zoeken").hidden = false;
  const MOST = 20;
  const AROUND = 70;
  const FOREIGN = 4;
  let asked = null;

  // Lower case without accents, letter for letter, so that positions stay those of the text.
  const plain = (text) =>
    Array.from(text, (letter) => {
      const bare = letter.normalize("NFD")[0].toLowerCase();
      return bare.length === letter.length ? bare : letter;
    }).join("");

  // Scripts and not JSON, so that they also load when the pages are opened from a folder.
  const load = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${document.body.dataset.bestanden}/${name}`;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });

  // The forms of one word ("melding", "meldingen"), by form and by the stem that they share.
  const familiesOf = (listed) => {
    const byForm = new Map();
    const byStem = new Map();
    for (const line of listed) {
      const [stem, ...several] = line.split(" ");
      const forms = several.length > 0 ? several : [stem];
      byStem.set(stem, forms);
      for (const form of forms) byForm.set(form, forms);
    }
    return { byForm, byStem };
  };

  const index = () => {
    asked ??= Promise.all([load("zoekindex.js"), load("zoekwoorden.js")]).then(() => ({
      families: familiesOf(window.stagepactZoekwoorden),
      sections: window.stagepactZoekindex.map(([address, title, heading, text]) => ({
        address, title, heading, text,
        named: plain(`${title} ${heading}`),
        searched: plain(text),
      })),
    }));
    return asked;
  };

  // What is typed is found anywhere, also within a compound; another form only as a word by itself.
  const part = (typed) => new RegExp(typed.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "gu");
  const whole = (form) => new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, "gu");

  // A word with its other forms. A form that the report does not have gets those of the longest stem in it.
  const formsOf = (word, { byForm, byStem }) => {
    let forms = byForm.get(word);
    for (let length = word.length; !forms && length >= Math.max(4, word.length - FOREIGN); length -= 1)
      forms = byStem.get(word.slice(0, length));
    return [part(word), ...(forms ?? []).filter((form) => !form.includes(word)).map(whole)];
  };

  // "Stage's" asks for "stage", „melden?” for "melden"; marks within a word or number stay.
  const termsOf = (asking) =>
    plain(asking)
      .split(/\s+/)
      .map((word) => word.replace(/[’']s$/, "").replace(/^["'“”„‘’(]+|["'“”‘’),.;:?!]+$/g, ""))
      .filter((word) => word.length > 1);

  const occurrences = (text, form) => [...text.matchAll(form)].length;

  const score = (section, terms) => {
    let total = 0;
    for (const [typed, ...forms] of terms) {
      const counted = (text) => [occurrences(text, typed), forms.reduce((sum, form) => sum + occurrences(text, form), 0)];
      const [named, alsoNamed] = counted(section.named);
      const [times, alsoTimes] = counted(section.searched);
      if (!(named || alsoNamed || times || alsoTimes)) return 0;
      // As it was typed comes before its other forms.
      total += (named ? 20 : alsoNamed ? 10 : 0) + Math.min(2 * times + alsoTimes, 10);
    }
    return total;
  };

  const snippet = (section, terms) => {
    const found = terms
      .flat()
      .flatMap((form) => [...section.searched.matchAll(form)].map((match) => [match.index, match[0].length]))
      .sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    if (found.length === 0) return document.createTextNode(section.text.slice(0, 2 * AROUND));
    const start = section.text.lastIndexOf(" ", Math.max(0, found[0][0] - AROUND)) + 1;
    const end = Math.min(section.text.length, found[0][0] + AROUND);
    const result = document.createDocumentFragment();
    if (start > 0) result.append("… ");
    let from = start;
    for (const [place, length] of found) {
      if (place < from || place >= end) continue;
      const mark = document.createElement("mark");
      mark.textContent = section.text.slice(place, place + length);
      result.append(section.text.slice(from, place), mark);
      from = place + length;
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
    const told =
      found.length === 0 ? "Niets gevonden."
      : found.length === 1 ? "1 resultaat."
      : `${found.length} resultaten.` + (found.length > MOST ? ` De eerste ${MOST} staan hieronder.` : "");
    message.textContent = told;
    aloud.textContent = told;
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

  const close = () => {
    panel.hidden = true;
    aloud.textContent = "";
  };

  const search = async () => {
    const typed = field.value;
    const words = termsOf(typed);
    if (words.length === 0) {
      close();
      return;
    }
    let loaded;
    try {
      loaded = await index();
    } catch {
      asked = null;
      message.textContent = aloud.textContent = "De zoeklijst kon niet worden geladen.";
      list.replaceChildren();
      panel.hidden = false;
      return;
    }
    // Whoever typed on while the index loaded is served by the later call.
    if (field.value === typed) show(loaded.sections, words.map((word) => formsOf(word, loaded.families)));
  };

  field.addEventListener("input", search);
  // Arrow keys go through the results, Enter in the field goes to the first; Escape closes them.
  document.querySelector(".zoeken").addEventListener("keydown", (event) => {
    if (panel.hidden) return;
    const places = [field, ...list.querySelectorAll("a")];
    const now = places.indexOf(document.activeElement);
    const step =
      event.key === "ArrowDown" || (event.key === "Enter" && now === 0) ? 1
      : event.key === "ArrowUp" ? -1
      : 0;
    if (step === 0 || now < 0) return;
    event.preventDefault();
    places[Math.min(Math.max(now + step, 0), places.length - 1)].focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      close();
      field.focus();
    }
  });
  document.querySelector(".zoeken").addEventListener("focusout", (event) => {
    if (event.relatedTarget && !event.relatedTarget.closest(".zoeken")) close();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".zoeken") || event.target.closest("#zoeklijst a")) close();
  });
})();
