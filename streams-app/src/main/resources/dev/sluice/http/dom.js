/** An element with properties, `class` and `aria-…` among them, and children or text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Changes what differs alone: a link that has the focus keeps it. */
function fill(cell, { text = '', kind = null, href = null, title = null, share = null }) {
  setAttribute(cell, 'class', kind);
  setAttribute(cell, 'title', title);
  if (share !== null) {
    let bar = cell.querySelector('.bar');
    if (!bar) {
      bar = element('span', { class: 'bar', 'aria-hidden': 'true' }, element('span'));
      cell.replaceChildren(element('span', { class: 'beside' }), bar);
    }
    setText(cell.firstChild, text);
    bar.firstChild.style.width = `${Math.min(100, 100 * share)}%`;
    setAttribute(bar, 'class', share >= 1 ? 'bar full' : share >= 0.8 ? 'bar high' : 'bar');
  } else if (href !== null) {
    let link = cell.querySelector('a');
    if (!link) {
      link = element('a');
      cell.replaceChildren(link);
    }
    setText(link, text);
    setAttribute(link, 'href', href);
  } else if (cell.firstElementChild || cell.textContent !== text) {
    cell.textContent = text;
  }
}

/**
 * A table that scrolls sideways where it has no room. `columns` are `{title, number}`; `show(items)`
 * takes `{key, cells}`, and the first cell of a row is its heading.
 */
export function table(place, caption, columns, nothing) {
  const body = element('tbody');
  const heads = columns.map((each) =>
    element('th', { scope: 'col', class: each.number ? 'number' : null }, each.title));
  const whole = element('table', {},
    element('caption', { class: caption.unseen ? 'unseen' : null }, caption.text),
    element('thead', {}, element('tr', {}, ...heads)), body);
  const scroll = element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption.text }, whole);
  const empty = element('p', { class: 'note' }, nothing);
  place.replaceChildren(scroll, empty);
  const rows = new Map();
  return (items) => {
    scroll.hidden = items.length === 0;
    empty.hidden = items.length > 0;
    const kept = new Set(items.map((item) => item.key));
    for (const [key, row] of rows) {
      if (!kept.has(key)) {
        row.remove();
        rows.delete(key);
      }
    }
    items.forEach((item, index) => {
      let row = rows.get(item.key);
      if (!row) {
        row = element('tr', {}, ...columns.map((_, i) => element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {})));
        rows.set(item.key, row);
      }
      item.cells.forEach((cell, i) => {
        const number = columns[i].number ? 'number' : '';
        const kind = [number, cell.kind ?? ''].filter((each) => each).join(' ');
        fill(row.children[i], { ...cell, kind: kind || null });
      });
      if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
    });
  };
}
