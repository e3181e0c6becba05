/**
 * What the page does where scripts run: sorts and filters the table of domains, copies what is to be published, and unfolds everything for print. It reads the
 * rows that are there and writes no markup, so nothing in them can become code.
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
  const status = controls.querySelector("[role=status]");
  const collator = new Intl.Collator("en", { numeric: true });
  const STATE = 1, SEARCHED = [0, 5, 6];
  const keys = [];
  let texts = null, shown = rows.length, sorted = { column: STATE, descending: false };

  // Keys are read once a column. The state sorts by urgency, which is the order in which the page was written.
  const keysOf = (column) => (keys[column] ??= rows.map((row, index) => {
    const cell = row.cells[column];
    if (column === STATE) return index;
    if (cell.dataset.v === undefined) return cell.textContent || null;
    return cell.dataset.v === "" ? null : Number(cell.dataset.v);
  }));
  const compare = (a, b) => (typeof a === "number" ? a - b : collator.compare(a, b));

  const say = () => {
    const { column, descending } = sorted;
    const label = headings[column].textContent.toLowerCase();
    const count = (number) => number.toLocaleString("en");
    status.textContent = count(shown) + " of " + count(rows.length) + " shown, sorted by " + label + (descending ? ", descending" : "");
  };

  const sort = (column) => {
    sorted = { column, descending: sorted.column === column && !sorted.descending };
    const values = keysOf(column);
    const order = rows.map((_, index) => index).sort((a, b) => {
      const [x, y] = [values[a], values[b]];
      if (x === null || y === null) return (x === null) - (y === null) || a - b; // what is empty comes last
      return (sorted.descending ? compare(y, x) : compare(x, y)) || a - b;
    });
    const all = document.createDocumentFragment();
    for (const index of order) all.append(rows[index]);
    body.append(all);
    headings.forEach((heading, index) => {
      if (index === column) heading.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    say();
  };

  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const filter = () => {
    texts ??= rows.map((row) => SEARCHED.map((column) => row.cells[column].textContent).join("\\n").toLowerCase());
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const states = new Set(buttons.filter((button) => isPressed(button)).map((button) => button.dataset.filter));
    shown = 0;
    rows.forEach((row, index) => {
      const matches = (states.size === 0 || states.has(row.dataset.u)) && words.every((word) => texts[index].includes(word));
      if (row.hidden === matches) row.hidden = !matches;
      if (matches) shown += 1;
    });
    noMatch.hidden = shown > 0 || rows.length === 0;
    say();
  };

  for (const code of table.querySelectorAll("code.copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copied";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.textContent);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
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
  for (const tile of document.querySelectorAll("a[data-filter]")) {
    tile.addEventListener("click", () => {
      input.value = "";
      for (const button of buttons) press(button, button.dataset.filter === tile.dataset.filter);
      filter();
    });
  }
  controls.hidden = rows.length === 0;
  say();

  // Rows are laid out as grids. Where a browser then forgets that they are rows of a table, the roles say so.
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
