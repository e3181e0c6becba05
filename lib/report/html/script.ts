/**
 * What the page does where scripts run: sorts, filters and groups the table of domains, copies what is to be published, and unfolds
 * everything for print. It reads the rows that are there and writes text, never markup, so nothing in them can become code.
 */
export const SCRIPT = `
(() => {
  "use strict";
  const table = document.getElementById("domain-table");
  const [body, noMatch] = table.tBodies;
  const headings = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const controls = document.querySelector(".controls");
  const input = document.getElementById("filter");
  const buttons = [...controls.querySelectorAll("button")];
  const byOwner = document.getElementById("by-owner");
  const status = controls.querySelector("[role=status]");
  const collator = new Intl.Collator("en", { numeric: true });
  const STATE = 1, DAYS = 2, OWNER = 6, LABELS = 7, SEARCHED = [0, 5, OWNER, LABELS];
  const NO_OWNER = "no owner";
  const keys = [];
  let texts = null, shown = rows.length, sorted = { column: STATE, descending: false };

  // Keys are read once a column. The state sorts by urgency, which is the order in which the page was written.
  const keysOf = (column) => (keys[column] ??= rows.map((row, index) => {
    const text = row.cells[column].textContent;
    if (column === STATE) return index;
    if (column !== DAYS || text === "") return text || null;
    return Number(text.replace("−", "-").replace(/[^\\d-]/g, ""));
  }));
  const compare = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));

  const say = () => {
    const { column, descending } = sorted;
    const label = headings[column].textContent.toLowerCase();
    const count = (number) => number.toLocaleString("en");
    status.textContent = count(shown) + " of " + count(rows.length) + " shown, sorted by " + label + (descending ? ", descending" : "");
  };

  const ownersOf = () => rows.map((row) => row.cells[OWNER].textContent);
  const groups = new Map();
  const groupOf = (owner) => {
    const known = groups.get(owner);
    if (known !== undefined) return known;
    const [row, cell] = [document.createElement("tr"), document.createElement("th")];
    row.className = "group";
    cell.colSpan = headings.length;
    cell.scope = "rowgroup";
    row.setAttribute("role", "row");
    cell.setAttribute("role", "rowheader");
    row.append(cell);
    groups.set(owner, row);
    return row;
  };

  // What is empty comes last.
  const inOrder = (x, y, descending) => {
    if (x === null || y === null) return (x === null) - (y === null);
    return descending ? compare(y, x) : compare(x, y);
  };
  const place = () => {
    const { column, descending } = sorted;
    const values = keysOf(column);
    const owners = byOwner.checked ? keysOf(OWNER) : null;
    const order = rows.map((_, index) => index).sort((a, b) =>
      (owners === null ? 0 : inOrder(owners[a], owners[b], false)) || inOrder(values[a], values[b], descending) || a - b);
    for (const row of groups.values()) row.remove();
    const all = document.createDocumentFragment();
    let above;
    for (const index of order) {
      const owner = owners?.[index] ?? NO_OWNER;
      if (owners !== null && owner !== above) all.append(groupOf(owner));
      above = owner;
      all.append(rows[index]);
    }
    body.append(all);
    count();
  };
  const count = () => {
    if (!byOwner.checked) return;
    const owners = keysOf(OWNER), counts = new Map();
    rows.forEach((row, index) => {
      const owner = owners[index] ?? NO_OWNER;
      if (!row.hidden) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    });
    for (const [owner, row] of groups) {
      row.hidden = !counts.has(owner);
      row.cells[0].textContent = owner + " (" + (counts.get(owner) ?? 0).toLocaleString("en") + ")";
    }
  };

  const sort = (column) => {
    sorted = { column, descending: sorted.column === column && !sorted.descending };
    place();
    headings.forEach((heading, index) => {
      if (index === column) heading.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    say();
  };

  // A menu of the values that occur; the first line stands for all of them.
  const menu = (id, texts, fewest) => {
    const select = document.getElementById(id);
    const values = [null, ...[...new Set(texts)].sort((a, b) => (a === "") - (b === "") || collator.compare(a, b))];
    for (const value of values) {
      const option = document.createElement("option");
      option.textContent = value === null ? "all" : value === "" ? NO_OWNER : value;
      select.append(option);
    }
    select.parentElement.hidden = values.length <= fewest;
    select.addEventListener("change", () => filter());
    return { select: (value) => { select.selectedIndex = Math.max(0, values.indexOf(value)); }, value: () => values[select.selectedIndex] };
  };
  const labelsOf = (row) => [...row.cells[LABELS].children].map((label) => label.textContent);
  const owner = menu("owner", ownersOf(), 2);
  const label = menu("label", rows.flatMap(labelsOf), 1);
  byOwner.parentElement.hidden = document.getElementById("owner").parentElement.hidden;
  byOwner.addEventListener("change", place);

  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const filter = () => {
    texts ??= rows.map((row) => SEARCHED.map((column) => row.cells[column].textContent).join("\\n").toLowerCase());
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const states = new Set(buttons.filter((button) => isPressed(button)).map((button) => button.dataset.filter));
    const [ofOwner, ofLabel] = [owner.value(), label.value()];
    shown = 0;
    rows.forEach((row, index) => {
      const matches = (ofOwner === null || row.cells[OWNER].textContent === ofOwner)
        && (ofLabel === null || labelsOf(row).includes(ofLabel))
        && (states.size === 0 || states.has(row.dataset.u)) && words.every((word) => texts[index].includes(word));
      if (row.hidden === matches) row.hidden = !matches;
      if (matches) shown += 1;
    });
    noMatch.hidden = shown > 0 || rows.length === 0;
    count();
    say();
  };

  for (const code of table.querySelectorAll("code.copy")) {
    const text = code.dataset.copy === undefined ? code.textContent : JSON.parse(code.dataset.copy);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copied";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.textContent);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      } catch {
        getSelection().selectAllChildren(code); // a page that may not write to the clipboard leaves it to the reader
      }
    });
    code.after(button);
  }

  headings.forEach((heading, column) => {
    if (heading.className === "unseen") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(column));
    heading.append(button);
  });
  headings[STATE].setAttribute("aria-sort", "ascending");

  let pending = 0;
  input.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(filter, 60);
  });
  const press = (button, pressed) => button.setAttribute("aria-pressed", String(pressed));
  for (const button of buttons) {
    button.addEventListener("click", () => {
      press(button, !isPressed(button));
      filter();
    });
  }
  for (const link of document.querySelectorAll("a[data-filter], a[data-owner]")) {
    link.addEventListener("click", () => {
      input.value = "";
      owner.select(link.dataset.owner ?? null);
      label.select(null);
      for (const button of buttons) press(button, button.dataset.filter === link.dataset.filter);
      filter();
    });
  }
  controls.hidden = rows.length === 0;
  say();

  // Rows are laid out as grids. The roles keep them rows of a table in browsers that would otherwise drop that meaning.
  const name = (element, role) => element.setAttribute("role", role);
  name(table, "table");
  for (const part of [table.tHead, body, noMatch]) name(part, "rowgroup");
  name(table.tHead.rows[0], "row");
  for (const heading of headings) name(heading, "columnheader");
  let next = 0;
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));
  const nameRows = () => {
    for (const row of rows.slice(next, (next += 500))) {
      name(row, "row");
      for (const cell of row.cells) name(cell, cell.scope === "row" ? "rowheader" : "cell");
    }
    if (next < rows.length) whenIdle(nameRows);
  };
  whenIdle(nameRows);

  const unfolded = [];
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details:not([open])")) {
      folded.open = true;
      unfolded.push(folded);
    }
  });
  addEventListener("afterprint", () => {
    for (const folded of unfolded.splice(0)) folded.open = false;
  });
})();
`;
