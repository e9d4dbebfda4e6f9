"use strict";
// Sorting: the button of a column's head sorts by it, then the other way. An
// empty value comes last either way; equal values keep the order of the page. The
// names of blocks of rows go, because sorting mixes the blocks.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  [...body.rows].forEach((row, i) => { row.dataset.place = i; });
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const head = button.parentElement, column = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    for (const block of body.querySelectorAll("tr.block")) block.remove();
    const rows = [...body.rows];
    rows.sort((a, b) => compare(a.cells[column].dataset.v, b.cells[column].dataset.v, down) || a.dataset.place - b.dataset.place);
    body.append(...rows);
  });
}

function compare(a, b, down) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const x = Number(a), y = Number(b);
  const order = isNaN(x) || isNaN(y) ? a.localeCompare(b) : x < y ? -1 : x > y ? 1 : 0;
  return down ? -order : order;
}

// Filtering: what names another suite, method or seed than the chosen one is
// hidden; what names none stays.
const filters = document.querySelector(".filters");
const status = document.getElementById("shown");
const cells = [...document.querySelectorAll("details.cell")];

function filter() {
  const chosen = {};
  for (const select of filters.querySelectorAll("select")) chosen[select.name] = select.value;
  for (const element of document.querySelectorAll("[data-suite], [data-method], [data-seed]")) {
    element.hidden = Object.keys(chosen).some((key) => chosen[key] !== "" && element.dataset[key] !== undefined && element.dataset[key] !== chosen[key]);
  }
  for (const block of document.querySelectorAll("tr.block")) {
    let row = block.nextElementSibling, shown = false;
    for (; row && !row.classList.contains("block"); row = row.nextElementSibling) shown ||= !row.hidden;
    block.hidden = !shown;
  }
  status.textContent = cells.filter((cell) => !cell.hidden).length + " of " + cells.length + " cells";
}

filters.addEventListener("change", filter);
filters.addEventListener("reset", () => setTimeout(filter));

// A link to a cell opens it.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();
filter();
