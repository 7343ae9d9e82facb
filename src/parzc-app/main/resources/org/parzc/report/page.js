'use strict';

/* Builds the page from its data. Texts become text nodes, never markup. */
(() => {
  const {version, echarts: libraryVersion, licences, page} = read('content');
  const themes = read('themes');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const FIRST_ROWS = 12;
  const MORE_ROWS = 100;

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  /** Makes an element; children are elements and texts. */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  function shown(column, value) {
    return column.digits === null || typeof value !== 'number' ? String(value) : value.toFixed(column.digits);
  }

  function cell(column, value) {
    return element('td', {'class': column.digits === null ? 'text' : 'number'}, shown(column, value));
  }

  /** What is not a number comes last, however a column is sorted. */
  function order(a, b, direction) {
    if (typeof a === 'number' && typeof b === 'number') {
      return direction * (a - b);
    }
    if (typeof a !== typeof b) {
      return typeof a === 'number' ? -1 : 1;
    }
    return direction * String(a).localeCompare(String(b));
  }

  function csv(columns, rows) {
    const field = value => /[",\r\n]/.test(value) ? '"' + String(value).replaceAll('"', '""') + '"' : String(value);
    return [columns.map(column => column.name), ...rows].map(row => row.map(field).join(',') + '\n').join('');
  }

  function save(name, text) {
    const link = element('a', {download: name, href: URL.createObjectURL(new Blob([text], {type: 'text/csv'}))});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function scrolling(label, table) {
    return element('div', {'class': 'scroll', role: 'region', 'aria-label': label, tabindex: '0'}, table);
  }

  function plainTable(label, {columns, rows}) {
    return scrolling(label, element('table', {},
      element('thead', {}, element('tr', {}, ...columns.map(column =>
        element('th', {scope: 'col', ...(column.digits === null ? {} : {'class': 'number'})}, column.name)))),
      element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map((value, i) => cell(columns[i], value)))))));
  }

  /** A table that can be sorted, filtered and exported; it shows some rows at first. */
  function listing({id, title, table: {columns, rows}}) {
    let sorted = -1;
    let direction = 1;
    let limit = FIRST_ROWS;
    const body = element('tbody');
    const heads = columns.map((column, i) => {
      const button = element('button', {type: 'button'}, column.name);
      button.addEventListener('click', () => {
        direction = sorted === i ? -direction : column.digits === null ? 1 : -1;
        sorted = i;
        show();
      });
      return element('th', {scope: 'col', ...(column.digits === null ? {} : {'class': 'number'})}, button);
    });
    const filter = element('input', {type: 'search', id: id + '-filter', autocomplete: 'off'});
    const count = element('output', {'aria-live': 'polite'});
    const more = element('button', {type: 'button', 'class': 'plain'}, 'Show ' + MORE_ROWS + ' more rows');
    const exporting = element('button', {type: 'button', 'class': 'plain'}, 'Export CSV');

    function chosen() {
      const wanted = filter.value.toLowerCase();
      const found = rows.filter(row => row.some((value, i) =>
        shown(columns[i], value).toLowerCase().includes(wanted)));
      return sorted < 0 ? found : found.sort((a, b) => order(a[sorted], b[sorted], direction));
    }

    function show() {
      const found = chosen();
      body.replaceChildren(...found.slice(0, limit).map(row =>
        element('tr', {}, ...row.map((value, i) => cell(columns[i], value)))));
      heads.forEach((head, i) => i === sorted
        ? head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending') : head.removeAttribute('aria-sort'));
      count.textContent = found.length === rows.length ? rows.length + ' rows' : found.length + ' of ' + rows.length
        + ' rows';
      more.hidden = found.length <= limit;
    }

    filter.addEventListener('input', () => {
      limit = FIRST_ROWS;
      show();
    });
    more.addEventListener('click', () => {
      limit += MORE_ROWS;
      show();
    });
    exporting.addEventListener('click', () => save(id + '.csv', csv(columns, chosen())));
    show();
    return element('div', {'class': 'listing', id},
      element('div', {'class': 'tools'}, element('h3', {}, title),
        element('label', {'for': filter.id}, 'Filter', filter), exporting, count),
      scrolling(title, element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body)),
      element('div', {'class': 'more'}, more));
  }

  function figure(chart) {
    const place = element('div', {'class': 'chart', id: chart.id, role: 'img', 'aria-label': chart.summary});
    place.style.height = chart.height + 'px';
    return element('figure', chart.wide ? {'class': 'wide'} : {}, element('figcaption', {}, element('h3', {}, chart.title),
      element('p', {}, chart.caption)), place, element('details', {}, element('summary', {}, 'Numbers'),
      plainTable('Numbers of: ' + chart.title, chart.numbers)));
  }

  /** Draws a chart, and again when colours or width change: labels that moved aside find their places anew. */
  function draw(chart) {
    const place = document.getElementById(chart.id);
    let width = 0;
    const start = () => {
      width = place.clientWidth;
      echarts.dispose(place);
      echarts.init(place, dark.matches ? 'parzc-dark' : 'parzc-light', {renderer: 'svg'}).setOption(chart.option);
    };
    start();
    dark.addEventListener('change', start);
    new ResizeObserver(() => place.clientWidth === width || start()).observe(place);
  }

  function facts(names, entries) {
    return element('dl', {'class': names}, ...entries);
  }

  function section(part) {
    return element('section', {id: part.id, 'aria-labelledby': part.id + '-title'},
      element('h2', {id: part.id + '-title'}, part.title), element('p', {'class': 'text'}, part.text),
      ...(part.facts.length === 0 ? [] : [facts('facts', part.facts.map(fact =>
        element('div', {}, element('dt', {}, fact.name), element('dd', {}, fact.value))))]),
      ...(part.charts.length === 0 ? [] : [element('div', {'class': 'charts'}, ...part.charts.map(figure))]),
      ...part.listings.map(listing));
  }

  function provenance() {
    return element('section', {id: 'provenance', 'aria-labelledby': 'provenance-title'},
      element('h2', {id: 'provenance-title'}, 'Provenance'),
      ...page.provenance.flatMap(source => [element('h3', {}, source.title), facts('provenance',
        Object.entries(source.facts).flatMap(([name, value]) =>
          [element('dt', {}, name), element('dd', {}, value)]))]));
  }

  document.title = page.title;
  const parts = [...page.sections, {id: 'provenance', title: 'Provenance'}];
  document.body.append(
    element('header', {}, element('h1', {}, page.title), element('nav', {'aria-label': 'Sections'},
      element('ul', {}, ...parts.map(part => element('li', {}, element('a', {href: '#' + part.id}, part.title)))))),
    element('main', {}, ...page.sections.map(section), provenance()),
    element('footer', {}, 'Written by ParzC ' + version + '. Charts drawn by Apache ECharts ' + libraryVersion + '.',
      element('details', {}, element('summary', {}, 'Notice and licences of Apache ECharts'),
        element('pre', {tabindex: '0'}, licences))));
  echarts.registerTheme('parzc-light', themes.light);
  echarts.registerTheme('parzc-dark', themes.dark);
  page.sections.flatMap(part => part.charts).forEach(draw);
})();
