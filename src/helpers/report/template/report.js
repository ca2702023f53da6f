"use strict";
// Sort and filter the claims, search the notebooks. The page reads whole without this file.
// Text is only ever put in as text: nothing here writes HTML.
(() => {
  const find = (role, within = document) => within.querySelector(`[data-role="${role}"]`);
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const terms = (text) => fold(text).split(/\s+/).filter(Boolean);
  const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;
  document.documentElement.classList.add("script");

  // Contents: folded on a small screen, where it would push the page down.
  if (window.matchMedia("(max-width: 64rem)").matches) {
    document.querySelector("nav.contents details").open = false;
  }

  function claims(table, form) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const words = new Map(rows.map((row) => [row, fold(row.textContent)]));
    const status = form.querySelector("[role=status]");

    const filter = () => {
      const wanted = terms(form.words.value);
      const { value: verdict } = form.verdict;
      const { value: topic } = form.topic;
      let shown = 0;
      for (const row of rows) {
        row.hidden =
          (verdict && row.dataset.verdict !== verdict) ||
          (topic && row.dataset.topic !== topic) ||
          !wanted.every((term) => words.get(row).includes(term));
        shown += row.hidden ? 0 : 1;
      }
      find("nothing").hidden = shown > 0;
      status.textContent =
        shown === rows.length
          ? counted(shown, "claim", "claims")
          : `${shown} of ${counted(rows.length, "claim", "claims")}`;
    };

    const order = new Intl.Collator("en", { numeric: true });
    const sort = (header) => {
      const down = header.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[header.cellIndex].textContent.trim();
      const sorted = [...rows].sort((a, b) => order.compare(text(a), text(b)));
      body.append(...(down ? sorted.reverse() : sorted));
    };

    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.addEventListener("click", () => sort(header));
      header.replaceChildren(button);
    }
    for (const link of document.querySelectorAll("a[data-verdict]")) {
      link.addEventListener("click", () => {
        form.verdict.value = link.dataset.verdict;
        filter();
      });
    }
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }

  function search(form, list, sections) {
    const limit = 30;
    const status = form.querySelector("[role=status]");
    for (const section of sections) section.folded = fold(`${section.title} ${section.words}`);

    const weight = (section, wanted) =>
      wanted.filter((term) => fold(section.title).includes(term)).length;

    const hit = (section, wanted) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = section.anchor
        ? `${section.page}#${encodeURIComponent(section.anchor)}`
        : section.page;
      link.textContent = section.title || section.notebook;
      const where = document.createElement("span");
      where.className = "detail";
      where.textContent = section.notebook;
      const around = document.createElement("p");
      around.append(...snippet(section.words, wanted));
      item.append(link, " ", where, around);
      return item;
    };

    const run = () => {
      const wanted = terms(form.q.value);
      const found = wanted.length
        ? sections.filter(({ folded }) => wanted.every((term) => folded.includes(term)))
        : [];
      found.sort((a, b) => weight(b, wanted) - weight(a, wanted));
      list.replaceChildren(...found.slice(0, limit).map((section) => hit(section, wanted)));
      list.hidden = found.length === 0;
      const more = found.length > limit ? `, the first ${limit} shown` : "";
      status.textContent = wanted.length ? counted(found.length, "place", "places") + more : "";
    };

    const fromAddress = () => {
      if (!location.hash.startsWith("#q=")) return;
      form.q.value = decodeURIComponent(location.hash.slice(3));
      run();
      form.q.focus();
    };
    form.addEventListener("input", run);
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }

  // Words around the first term, with every term marked.
  function snippet(words, wanted) {
    const lower = words.toLowerCase();
    const first = Math.min(...wanted.map((t) => lower.indexOf(t)).filter((i) => i >= 0), Infinity);
    const start = first === Infinity ? 0 : Math.max(0, first - 60);
    const text = words.slice(start, start + 200);
    const escaped = wanted.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const parts = text.split(new RegExp(`(${escaped.join("|")})`, "gi")).map((part, i) => {
      if (i % 2 === 0) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
    return [start > 0 ? "… " : "", ...parts, start + 200 < words.length ? " …" : ""];
  }

  const table = find("claims");
  if (table) claims(table, find("filter"));
  const searching = find("search");
  if (searching) search(searching, find("hits"), JSON.parse(find("index").textContent));
  const jump = find("jump");
  if (jump) {
    jump.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = `../index.html#q=${encodeURIComponent(jump.q.value)}`;
    });
  }
})();
