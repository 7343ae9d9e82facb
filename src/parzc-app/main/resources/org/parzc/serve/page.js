'use strict';

// What the server says goes onto the page as text alone: an architecture's name is no markup.
const PAGE = 20;
const REFRESH = 2000;
const byId = id => document.getElementById(id);
const curve = echarts.init(byId('curve'), null, {renderer: 'svg'});
let token = '';
let offset = 0;
let shown = null;
const drawn = {};

async function ask(path, method = 'GET') {
  const headers = token ? {Authorization: 'Bearer ' + token} : {};
  const response = await fetch(path, {method, headers});
  const answer = response.status === 204 ? null : await response.json();
  if (response.status === 401) {
    byId('entry').hidden = false;
  }
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

// A part of the page is made anew only if it changes, so that the keyboard's focus stays where it is.
function isNew(part, value) {
  const now = JSON.stringify(value);
  const before = drawn[part];
  drawn[part] = now;
  return now !== before;
}

function cells(row, values) {
  for (const value of values) {
    row.insertCell().textContent = value === undefined ? '' : value;
  }
  return row;
}

function button(text, action) {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', () => action().then(refresh, tell));
  return made;
}

function tell(error) {
  byId('problem').textContent = error.message;
  byId('problem').hidden = false;
}

function showStatus(status) {
  byId('service').textContent =
    `${status.space}, version ${status.version}: ${status.extracted} architectures measured, `
    + `${status.queue} requests at work`
    + (status.searches === undefined ? '; no --jobs, so no searches.'
      : `, ${status.searches} searches wait or run.`);
}

function showJobs(list) {
  byId('searches').hidden = false;
  if (!isNew('jobs', [offset, list])) {
    return;
  }
  const body = byId('jobs').tBodies[0];
  body.replaceChildren();
  for (const job of list.searches) {
    const row = cells(body.insertRow(), ['', job.state, job.generations, job.evaluations, job.failed]);
    const open = button(job.id.slice(0, 8), async () => { shown = job.id; });
    open.title = job.id;
    row.cells[0].append(open);
    row.insertCell().append(button(
      job.state === 'done' || job.state === 'failed' ? 'Forget' : 'Cancel',
      async () => {
        await ask('/search/' + job.id, 'DELETE');
        shown = shown === job.id ? null : shown;
      }));
  }
  byId('none').hidden = list.total > 0;
  byId('jobs').hidden = list.total === 0;
  byId('more').hidden = list.total <= PAGE;
  byId('newer').disabled = offset === 0;
  byId('older').disabled = offset + PAGE >= list.total;
  byId('range').textContent =
    `${offset + 1} to ${offset + list.searches.length} of ${list.total}`;
}

function showOne(job) {
  byId('one').hidden = false;
  if (!isNew('one', job)) {
    return;
  }
  byId('name').textContent = `Search ${job.id}: ${job.state}`;
  byId('error').hidden = !job.error;
  byId('error').textContent = job.error || '';
  byId('remarks').replaceChildren(...(job.remarks || []).map(remark => {
    const item = document.createElement('li');
    item.textContent = remark;
    return item;
  }));
  const body = byId('best').tBodies[0];
  body.replaceChildren();
  for (const one of job.best) {
    cells(body.insertRow(), [one.architecture, one.score, one.cost]);
  }
  const points = job.curve.map(point => [point.evaluations, point.score]);
  if (points.length > 0) {
    points.push([job.evaluations, points[points.length - 1][1]]);
  }
  byId('curve').setAttribute('aria-label', points.length === 0
    ? 'No score yet.'
    : `Best score ${points[points.length - 1][1]} after ${job.evaluations} evaluations.`);
  curve.resize();
  curve.setOption({
    animation: false,
    tooltip: {trigger: 'axis'},
    xAxis: {type: 'value', name: 'evaluations', nameLocation: 'middle', nameGap: 28},
    yAxis: {type: 'value', name: 'best score', scale: true},
    series: [{type: 'line', step: 'end', showSymbol: false, data: points}]
  });
}

async function refresh() {
  try {
    const status = await ask('/status');
    showStatus(status);
    byId('entry').hidden = true;
    if (status.searches !== undefined) {
      showJobs(await ask(`/search?offset=${offset}&limit=${PAGE}`));
    }
    byId('one').hidden = shown === null;
    if (shown !== null) {
      showOne(await ask('/search/' + shown));
    }
    byId('problem').hidden = true;
  } catch (error) {
    tell(error);
  }
}

function turn(by) {
  offset = Math.max(0, offset + by);
  refresh();
}

byId('newer').addEventListener('click', () => turn(-PAGE));
byId('older').addEventListener('click', () => turn(PAGE));
byId('entry').addEventListener('submit', event => {
  event.preventDefault();
  token = byId('token').value;
  byId('token').value = '';
  refresh();
});
addEventListener('resize', () => curve.resize());
setInterval(refresh, REFRESH);
refresh();
