'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const page = document.getElementById('page');
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#000000'];

  // Elements: set(name, {class: ..., 'aria-label': ...}, children...). Texts are texts, never HTML.
  function make(space, name, attributes, children) {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }
  const el = (name, attributes, ...children) =>
    make('http://www.w3.org/1999/xhtml', name, attributes, children);
  const svg = (name, attributes, ...children) =>
    make('http://www.w3.org/2000/svg', name, attributes, children);

  function section(title, ...children) {
    const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
    return el('section', { id, 'aria-labelledby': id + '-title' },
      el('h2', { id: id + '-title' }, title), ...children);
  }

  // Numbers and times as people read them.
  function number(value) {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value !== 'number') return String(value);
    if (Number.isInteger(value)) return value.toLocaleString('en-US');
    return Math.abs(value) >= 1e-3 ? value.toLocaleString('en-US', { maximumSignificantDigits: 6 })
      : String(Number(value.toPrecision(4)));
  }
  function time(seconds) {
    if (seconds === null || seconds === undefined) return 'never';
    const s = Math.round(seconds), two = n => String(n).padStart(2, '0');
    if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
    return `${Math.floor(s / 3600)} h ${two(Math.floor(s / 60) % 60)} min`;
  }
  // Wei are texts, for they are exact; means, and what a sweep sets, are numbers.
  function ether(wei) {
    if (wei === null || wei === undefined || wei === '') return '–';
    if (typeof wei === 'number') return ether(BigInt(Math.round(wei)).toString());
    const negative = wei.startsWith('-'), digits = wei.replace('-', '').padStart(19, '0');
    const decimals = digits.slice(-18).replace(/0+$/, '');
    return (negative ? '-' : '') + Number(digits.slice(0, -18)).toLocaleString('en-US') +
      (decimals ? '.' + decimals.slice(0, 6) : '') + ' ETH';
  }
  function size(bytes) {
    if (bytes === null || bytes === undefined) return '–';
    const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
    const power = bytes < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(bytes) / 3));
    return (bytes / 1000 ** power).toLocaleString('en-US', { maximumFractionDigits: power ? 2 : 0 }) +
      ' ' + units[power];
  }

  function facts(pairs) {
    return el('dl', {}, ...pairs.filter(pair => pair)
      .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
  }

  // Tables that sort by a click or Enter on a column's name, and filter as one types.
  function compare(a, b) {
    const empty = value => value === null || value === undefined || value === '';
    if (empty(a) || empty(b)) return empty(a) - empty(b);
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (/^-?\d+$/.test(a) && /^-?\d+$/.test(b)) {
      const x = BigInt(a), y = BigInt(b);
      return x < y ? -1 : x > y ? 1 : 0;
    }
    return String(a).localeCompare(String(b), 'en', { numeric: true });
  }
  function table(caption, columns, rows, show) {
    const isMoney = columns.map(name => /_wei$/.test(name));
    const cell = show || ((value, k) => isMoney[k] ? ether(value).replace(' ETH', '') : number(value));
    const body = el('tbody', {}), status = el('span', { role: 'status', class: 'soft' });
    const search = el('input', { type: 'search' });
    let order = -1, direction = 1;
    const heads = columns.map((name, index) => {
      const button = el('button', { type: 'button' }, name.replace(/_wei$/, ' (ETH)'));
      const head = el('th', { scope: 'col', 'aria-sort': 'none' }, button);
      button.addEventListener('click', () => {
        direction = order === index ? -direction : 1;
        order = index;
        heads.forEach(other => other.setAttribute('aria-sort', 'none'));
        head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
        draw();
      });
      return head;
    });
    let source = rows;
    function draw() {
      const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
      const shown = source.filter(row => {
        const text = row.join('\n').toLowerCase();
        return words.every(word => text.includes(word));
      });
      if (order >= 0) {
        const empty = row => row[order] === null || row[order] === '';
        shown.sort((a, b) => empty(a) || empty(b) ? compare(a[order], b[order])
          : direction * compare(a[order], b[order]));
      }
      body.replaceChildren(...shown.map(row => el('tr', {}, ...row.map((value, index) => {
        const text = cell(value, index);
        const kind = typeof value === 'number' || isMoney[index] ? 'number'
          : String(text).length > 40 ? 'wide' : '';
        return el('td', kind ? { class: kind } : {}, text);
      }))));
      status.textContent = `${shown.length.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')} rows`;
    }
    search.addEventListener('input', draw);
    draw();
    const controls = el('div', { class: 'controls' }, el('label', {}, 'Filter', search), status);
    const element = el('div', {}, controls,
      el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
        el('table', { class: 'rows' }, el('caption', {}, caption),
          el('thead', {}, el('tr', {}, ...heads)), body)));
    return { element, controls, show: chosen => { source = chosen; draw(); } };
  }

  // Charts: lines over time or a parameter, bands between pairs of them. Arrow keys move the cursor.
  const charts = [], shows = [];
  function unit(last) {
    return last > 3 * 86400 ? [86400, 'd'] : last > 2 * 3600 ? [3600, 'h'] : last > 180 ? [60, 'min'] : [1, 's'];
  }
  function chart(title, xLabel, x, lines, bands, busy) {
    const host = el('div', { class: 'chart', tabindex: 0, role: 'img',
      'aria-label': `${title}; arrow keys read the values, Escape shows all again` });
    const figure = el('div', {}, el('h3', {}, title), host);
    const series = [{ label: xLabel, value: (plot, value) => value === null ? '–' : number(value) }];
    for (const line of lines)
      series.push({ label: line.label, stroke: line.hidden ? 'transparent' : line.colour, width: 1.75,
        points: { show: line.points || false, size: 5 }, dash: line.dash,
        class: line.hidden ? 'unseen' : 'seen', value: line.read
          ? (plot, value, k, i) => i === null || i === undefined ? '–' : line.read(i) : (plot, value) => number(value) });
    let plot = null;
    const width = () => Math.max(200, host.clientWidth);
    charts.push(() => {
      plot = new uPlot({ width: width(), height: 260, series, bands: bands || [],
        scales: { x: { time: false, range: (self, low, high) => [low, high] } }, cursor: { y: false },
        axes: [{ label: xLabel, labelSize: 22, size: 40 },
          { size: 62, values: (self, values) => values.map(value => Math.abs(value) >= 1e4
            ? value.toLocaleString('en-US', { notation: 'compact' }) : number(value)) }],
      }, [x, ...lines.map(line => line.values)], host);
      const show = all => plot.setScale('x', { min: x[0], max: all || !busy ? x[x.length - 1] : busy });
      shows.push(show);
      show(false);
      new ResizeObserver(() => plot.setSize({ width: width(), height: 260 })).observe(host);
    });
    let at = -1;
    host.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
      if (event.key === 'Escape') plot.setScale('x', { min: x[0], max: x[x.length - 1] });
      if (!step) return;
      event.preventDefault();
      at = Math.min(x.length - 1, Math.max(0, at + step));
      plot.setCursor({ left: plot.valToPos(x[at], 'x'), top: 10 });
    });
    return figure;
  }
  function remove(element) {
    while (element.firstChild) element.removeChild(element.firstChild);
  }
  function drawCharts() {
    charts.splice(0).forEach(draw => draw());
  }

  const index = named => name => named.columns.indexOf(name);
  const column = (named, name) => named.rows.map(row => row[index(named)(name)]);
  const has = (named, name) => named && index(named)(name) >= 0 &&
    column(named, name).some(value => value !== null);

  // The last date at which a count of devices or distributors changes, and a little more.
  function busyEnd(series, seconds) {
    let last = 0;
    for (const key of ['patched', 'delivered', 'first_hand_distributors', 'second_hand_distributors'])
      if (has(series, key)) column(series, key).forEach((n, i, all) => { if (i > last && n !== all[i - 1]) last = i; });
    const end = seconds[seconds.length - 1];
    return last > 0 && seconds[last] * 1.3 < end ? seconds[last] * 1.15 : end;
  }
  function runCharts() {
    const series = data.timeseries;
    if (!series || series.rows.length < 2) return el('p', {}, 'No time series.');
    const seconds = column(series, 'time_s'), [factor, name] = unit(busyEnd(series, seconds));
    const x = seconds.map(value => value / factor), values = key => column(series, key);
    const box = el('div', { class: 'charts' }), over = `time (${name})`;
    const end = x[x.length - 1], busy = busyEnd(series, seconds) / factor;
    const whole = el('input', { type: 'checkbox' });
    whole.addEventListener('change', () => shows.forEach(show => show(whole.checked)));
    const line = (label, colour, numbers) => ({ label, colour: COLOURS[colour], values: numbers });
    box.append(chart('Devices', over, x, [line('patched', 0, values('patched')),
      has(series, 'delivered') ? { ...line('deliveries paid', 1, values('delivered')), dash: [6, 4] } : null].filter(l => l), [], busy));
    if (has(series, 'first_hand_distributors')) {
      const first = values('first_hand_distributors'), second = values('second_hand_distributors');
      box.append(chart('Distributors with the package', over, x, [line('all', 0, first.map((f, i) => f + second[i])),
        line('first-hand', 1, first), { label: 'none', colour: '#fff', hidden: true, values: x.map(() => 0) }],
      [{ series: [1, 2], fill: 'rgba(0,114,178,0.2)' }, { series: [2, 3], fill: 'rgba(213,94,0,0.2)' }], busy));
    }
    box.append(chart('Bytes so far (MB)', over, x, [line('internet', 0, values('wan_bytes').map(b => b / 1e6)),
      line('home radios', 2, values('lan_bytes').map(b => b / 1e6))], [], busy));
    if (has(series, 'base_fee_wei'))
      box.append(chart('Base fee (gwei)', over, x,
        [line('base fee', 3, values('base_fee_wei').map(wei => Number(wei) / 1e9))], [], busy),
      chart('Transactions that wait', over, x, [line('mempool', 4, values('mempool'))], [], busy));
    return el('div', {}, busy < end ? el('div', { class: 'controls' },
      el('label', {}, whole, 'the whole run, not only the time in which counts change')) : null,
    el('p', { class: 'soft' }, 'Drag to look closer, double-click or Escape to see all; arrow keys read values.'), box);
  }

  // Most places lie close together and a few far out: from the middle, distances go by their square root.
  function unfold(xs, ys) {
    const middle = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
    const mx = middle(xs), my = middle(ys);
    const points = xs.map((x, i) => {
      const dx = x - mx, dy = my - ys[i], root = Math.sqrt(Math.hypot(dx, dy)) || 1;
      return { x: dx / root, y: dy / root };
    });
    const edge = (key, most) => most(...points.map(point => point[key]));
    const left = edge('x', Math.min), top = edge('y', Math.min);
    const span = Math.max(edge('x', Math.max) - left, edge('y', Math.max) - top) || 1;
    return points.map(point => ({ x: 20 + 600 * (point.x - left) / span, y: 20 + 600 * (point.y - top) / span }));
  }
  // Places: by coordinates where there are any, otherwise in a circle.
  function places() {
    const regions = data.regions;
    if (!regions || regions.rows.length === 0) return [];
    const value = (row, name) => row[index(regions)(name)] || 0;
    const known = has(regions, 'x_ms');
    const spread = known ? unfold(column(regions, 'x_ms'), column(regions, 'y_ms')) : [];
    return regions.rows.map((row, i) => {
      const angle = 2 * Math.PI * i / regions.rows.length - Math.PI / 2;
      return { angle: known ? null : angle, name: value(row, 'region'), manufacturers: value(row, 'manufacturers'),
        distributors: value(row, 'distributors'), hubs: value(row, 'hubs'), devices: value(row, 'devices'),
        x: known ? spread[i].x : 320 + 232 * Math.cos(angle),
        y: known ? spread[i].y : 320 + 232 * Math.sin(angle) };
    });
  }
  // Packages that went from place to place: {from, to, count, first}.
  function flows(all) {
    const table = data.distributors, found = new Map();
    const maker = all.find(place => place.manufacturers > 0);
    if (!table || !has(table, 'region')) return [];
    const at = index(table), byName = new Map(all.map(place => [place.name, place]));
    const homes = new Map(table.rows.map(row => [row[at('distributor')], byName.get(row[at('region')])]));
    for (const row of table.rows) {
      const first = row[at('source')] === 'first_hand';
      const from = first ? maker : homes.get(row[at('bought_from')]);
      const to = byName.get(row[at('region')]);
      if (!from || !to || from === to || row[at('source')] === 'none') continue;
      const key = `${first} ${from.name} ${to.name}`;
      const flow = found.get(key) || { from, to, first, count: 0 };
      flow.count++;
      found.set(key, flow);
    }
    return [...found.values()];
  }
  // In a circle names point outwards, so that none lies on another.
  function name(place) {
    if (place.angle === null)
      return svg('text', { x: place.x, y: place.y - 26, 'text-anchor': 'middle' }, place.name);
    const left = Math.cos(place.angle) < 0, degrees = place.angle * 180 / Math.PI + (left ? 180 : 0);
    const x = 320 + 262 * Math.cos(place.angle), y = 320 + 262 * Math.sin(place.angle);
    return svg('text', { x, y, 'text-anchor': left ? 'end' : 'start', 'dominant-baseline': 'middle',
      transform: `rotate(${degrees} ${x} ${y})` }, place.name);
  }
  function network() {
    const all = places();
    if (all.length === 0) return el('p', {}, 'The run did not write where its participants are.');
    const most = Math.max(1, ...all.map(place => place.devices));
    const drawing = svg('svg', { class: 'network', viewBox: '-45 -45 730 730', role: 'group',
      'aria-label': 'Regions with their participants, and the ways of packages between them' });
    for (const flow of flows(all)) {
      const mx = (flow.from.x + flow.to.x) / 2 + (flow.to.y - flow.from.y) * 0.15;
      const my = (flow.from.y + flow.to.y) / 2 - (flow.to.x - flow.from.x) * 0.15;
      drawing.append(svg('path', { class: flow.first ? 'flow first' : 'flow',
        'stroke-width': Math.min(6, 1 + Math.log2(flow.count)),
        d: `M${flow.from.x} ${flow.from.y} Q${mx} ${my} ${flow.to.x} ${flow.to.y}` },
      svg('title', {}, `${flow.count} package(s) from ${flow.from.name} to ${flow.to.name}`)));
    }
    const told = el('p', { role: 'status', class: 'soft' }, 'Point at a place, or tab to it, to read what is there.');
    const largest = Math.max(6, Math.min(22, 100 / Math.sqrt(all.length)));
    const weight = place => place.manufacturers ? 1e9 : place.distributors;
    for (const place of [...all].sort((a, b) => weight(a) - weight(b))) {
      const text = `${place.name}: ${place.manufacturers ? 'the manufacturer, ' : ''}${place.distributors} distributors, ` +
        `${place.hubs} homes with ${place.devices} devices`;
      const group = svg('g', { role: 'img', 'aria-label': text, ...(all.length <= 60 ? { tabindex: 0 } : {}) },
        svg('title', {}, text),
        svg('circle', { class: 'devices', cx: place.x, cy: place.y, r: place.devices ? 2 + largest * Math.sqrt(place.devices / most) : 0 }),
        place.distributors ? svg('circle', { class: 'distributors', cx: place.x, cy: place.y,
          r: 2 + Math.min(8, Math.sqrt(place.distributors)) }) : null,
        place.manufacturers ? svg('rect', { x: place.x - 5, y: place.y - 5, width: 10, height: 10 }) : null);
      if (all.length <= 40) {
        group.append(name(place));
      }
      const tell = () => { told.textContent = text; };
      group.addEventListener('focus', tell);
      group.addEventListener('pointerenter', tell);
      drawing.append(group);
    }
    const key = (kind, text) => el('li', {}, el('span', { class: 'key ' + kind }), text);
    const where = data.regions && has(data.regions, 'x_ms') ? 'Places stand where the topology has them; distances from the middle are drawn by their square root.'
      : 'The topology has no coordinates: regions stand in a circle.';
    return el('div', {}, el('p', {}, where), drawing, told, el('ul', { class: 'controls' },
      key('devices', 'homes, by devices'), key('distributors', 'distributors'), key('manufacturers', 'manufacturer'),
      key('first', 'package from the manufacturer'), key('second', 'package bought')));
  }

  function flat(object, prefix, out) {
    for (const [key, value] of Object.entries(object)) {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) flat(value, prefix + key + '.', out);
      else out.push([prefix + key, value]);
    }
    return out;
  }
  function parameters(values) {
    const known = new Map(data.parameters.map(parameter => [parameter.key, parameter]));
    const rows = values.map(([key, value]) => {
      const parameter = known.get(key) || {};
      return [key, String(value), parameter.default === undefined ? '' : String(parameter.default),
        parameter.help || '', parameter.source || ''];
    });
    const list = table('Parameters with their sources', ['key', 'value', 'default', 'what it is', 'source'], rows, value => value);
    const only = el('input', { type: 'checkbox' });
    only.addEventListener('change', () => list.show(only.checked ? rows.filter(row => row[1] !== row[2]) : rows));
    list.controls.append(el('label', {}, only, 'only what differs from its default'));
    return list.element;
  }

  function warnings(list) {
    return list && list.length ? el('div', {}, ...list.map(text => el('p', { class: 'warning' }, text)))
      : el('p', {}, 'None.');
  }

  function runPage() {
    const { result, distributors } = data, devices = result.devices, states = Object.entries(devices.by_state);
    const many = result.distributors || {}, chain = result.chain, made = result.manufacturer || {};
    const of = (share, name) => [`time to ${share} % patched`, time(devices[name])];
    page.append(el('h1', {}, `${result.name}: ${result.system}${result.variant ? ' ' + result.variant : ''}`),
      el('p', { class: 'soft' }, `seed ${result.seed}, crowdpatch ${result.crowdpatch_version}, scenario ${result.scenario_sha256.slice(0, 16)}…`),
      section('Summary', facts([
        ['devices patched', `${number(devices.by_state.patched)} of ${number(devices.total)}`],
        ...states.filter(([state, count]) => count > 0 && state !== 'patched')
          .map(([state, count]) => [state.replaceAll('_', ' '), number(count)]),
        of(50, 'time_to_50_percent_s'), of(90, 'time_to_90_percent_s'), of(99, 'time_to_99_percent_s'),
        ['simulated', `${time(result.simulated_s)}, ended by its ${result.ended_by}`],
        many.first_hand !== undefined && many.first_hand !== null
          ? ['distributors', `${number(many.first_hand)} first-hand, ${number(many.second_hand)} second-hand`] : null,
        many.rewards_wei ? ['rewards of distributors', ether(many.rewards_wei)] : null,
        made.total_usd !== undefined ? ['manufacturer paid', number(made.total_usd) + ' USD'] : null,
        chain ? ['transactions', `${number(chain.transactions)}, ${number(chain.reverted)} reverted`] : null,
        chain ? ['gas; fees', `${number(chain.gas)}; ${ether(chain.fees_wei)}`] : null,
        ['internet traffic', size(result.network.wan_bytes)], ['home radios', size(result.network.lan_bytes)],
        ['messages', `${number(result.network.messages_sent)}, ${number(result.network.messages_lost)} lost`],
        result.adversary ? ['attack', `${result.adversary.kind} by ${number(result.adversary.count)}`] : null,
      ])), section('Warnings', warnings(result.warnings)), section('Over time', runCharts()),
      section('Network', network()));
    if (data.releases && data.releases.rows.length > 1)
      page.append(section('Releases', table('Releases, one row each', data.releases.columns, data.releases.rows).element));
    if (distributors && distributors.rows.length > 0) {
      const kept = distributors.columns.map((name, i) => [name, i]).filter(([name]) => name !== 'address');
      page.append(section('Distributors', table('Distributors', kept.map(([name]) => name),
        distributors.rows.map(row => kept.map(([, i]) => row[i]))).element));
    }
    if (data.gas && data.gas.rows.length > 0)
      page.append(section('Gas', table('Transactions by what they do', data.gas.columns, data.gas.rows).element));
    page.append(section('Parameters', parameters(flat(data.scenario, '', []))));
  }

  // What a point has set; other systems' settings are empty.
  const label = (point, left) => data.settings.map((key, i) => i === left || point.settings[i] === '' || point.settings[i] === null
    ? '' : `${key.split('.').pop()} ${number(point.settings[i])}`).filter(text => text).join(', ');
  const choice = (names, chosen) => el('select', {}, ...names.map((name, i) =>
    el('option', { value: i, ...(name === chosen ? { selected: '' } : {}) }, name)));
  const pale = colour => colour + '33';
  // Mean lines with their intervals as bands: three columns a line.
  function bandChart(title, over, x, groups) {
    const lines = [], bands = [];
    groups.forEach((group, i) => {
      const colour = COLOURS[i % COLOURS.length], at = lines.length + 1;
      lines.push({ label: group.label, colour, values: group.mean, points: x.length < 40,
        read: k => `${number(group.mean[k])} (${number(group.low[k])} to ${number(group.high[k])})` },
        { label: 'high', colour, hidden: true, values: group.high }, { label: 'low', colour, hidden: true, values: group.low });
      bands.push({ series: [at + 1, at + 2], fill: pale(colour) });
    });
    return chart(title, over, x, lines, bands);
  }

  function seriesSection() {
    const quantities = Object.keys(data.series);
    if (quantities.length === 0)
      return el('p', {}, 'The runs have no series; scenarios with "series_interval" have.');
    const select = choice(quantities, quantities[0]), host = el('div', {});
    const boxes = data.points.slice(0, 32).map((point, i) => {
      const box = el('input', { type: 'checkbox', value: i });
      box.checked = i < 4;
      box.addEventListener('change', draw);
      return box;
    });
    function draw() {
      const steps = data.series[quantities[select.value]];
      const [factor, name] = unit(steps[steps.length - 1].t);
      const part = (i, k) => steps.map(step => step.values[i] ? step.values[i][k] : null);
      remove(host);
      host.append(bandChart(quantities[select.value] + ', mean and 95 % interval over the seeds', `time (${name})`,
        steps.map(step => step.t / factor), boxes.filter(box => box.checked).map(box => Number(box.value))
          .map(i => ({ label: label(data.points[i]) || `point ${i}`, mean: part(i, 0), low: part(i, 1), high: part(i, 2) }))));
      drawCharts();
    }
    select.addEventListener('change', draw);
    setTimeout(draw);
    return el('div', {}, el('div', { class: 'controls' }, el('label', {}, 'Quantity', select)), host,
      el('div', { class: 'controls', role: 'group', 'aria-label': 'Points' },
        ...boxes.map((box, i) => el('label', {}, box, label(data.points[i]) || `point ${data.points[i].number}`))));
  }

  function metricSection() {
    if (data.metrics.length === 0) return el('p', {}, 'No metric differs between the runs.');
    const names = data.metrics.map(metric => metric.name);
    const numeric = data.settings.map((key, i) => [key, i])
      .filter(([, i]) => data.points.every(point => typeof point.settings[i] === 'number'));
    const metric = choice(names, names.find(name => /time_to_90/.test(name)) || names[0]);
    const over = choice([...numeric.map(([key]) => key), 'point'], numeric.length ? numeric[0][0] : 'point');
    const host = el('div', {}), rows = el('div', {});
    function draw() {
      const chosen = data.metrics[metric.value], axis = numeric[over.value];
      const xOf = point => axis ? point.settings[axis[1]] : point.number;
      const x = [...new Set(data.points.map(xOf))].sort((a, b) => a - b), groups = new Map();
      data.points.forEach((point, i) => {
        const rest = axis ? label(point, axis[1]) || 'all' : 'all';
        const group = groups.get(rest) || { label: rest, mean: x.map(() => null), low: x.map(() => null), high: x.map(() => null) };
        const value = chosen.values[i], at = x.indexOf(xOf(point));
        if (value) [group.mean[at], group.low[at], group.high[at]] = value;
        groups.set(rest, group);
      });
      remove(host);
      if (x.length > 1)
        host.append(bandChart(`${chosen.name}, mean and 95 % interval`, axis ? axis[0] : 'point', x, [...groups.values()].slice(0, 8)));
      rows.replaceChildren(table(chosen.name, ['point', ...data.settings, 'runs with a value', 'mean', 'low', 'high'],
        data.points.map((point, i) => [point.number, ...point.settings, (chosen.values[i] || [])[3] || 0,
          ...[0, 1, 2].map(k => chosen.values[i] ? chosen.values[i][k] : null)])).element);
      drawCharts();
    }
    metric.addEventListener('change', draw);
    over.addEventListener('change', draw);
    setTimeout(draw);
    return el('div', {}, el('div', { class: 'controls' }, el('label', {}, 'Metric', metric), el('label', {}, 'over', over)), host, rows);
  }

  const swept = key => key.replace(/_(s|bytes|Bps|bps|wei)$/, '');
  const told = name => [...data.metrics, ...data.constants].find(metric => metric.name === name);
  const mean = (metric, i) => metric && metric.values[i] ? metric.values[i][0] : null;
  const pointChoice = () => choice(data.points.map(point => label(point) || `point ${point.number}`), null);

  // Who sends how much to whom: the mean of a point's runs, by roles, for runs of a campaign leave no regions.
  function trafficSection() {
    const roles = ['manufacturer', 'distributor', 'hub', 'outsider', 'other'];
    const names = { manufacturer: 'manufacturer', distributor: 'distributors', hub: 'homes', outsider: 'outsiders', other: 'others' };
    const of = (way, role) => told(`network.wan_${way}_bytes_by_role.${role}`);
    const there = roles.filter(role => [of('up', role), of('down', role)].some(metric => metric && metric.values.some(value => value && value[0] > 0)));
    if (there.length === 0) return el('p', {}, 'The runs did not count bytes by role.');
    const select = pointChoice(), host = el('div', {});
    function draw() {
      const at = Number(select.value), drawing = svg('svg', { class: 'network', viewBox: '0 0 640 330', role: 'group',
        'aria-label': 'Bytes between the roles and the internet' });
      const wide = bytes => bytes > 0 ? Math.max(1, Math.min(14, 2 * Math.log10(bytes / 100))) : 0;
      const place = i => 320 + (i - (there.length - 1) / 2) * (540 / Math.max(1, there.length - 1 || 1));
      drawing.append(svg('ellipse', { class: 'cloud', cx: 320, cy: 60, rx: 290, ry: 34 }),
        svg('text', { x: 320, y: 64, 'text-anchor': 'middle' }, 'internet'));
      there.forEach((role, i) => {
        const up = mean(of('up', role), at), down = mean(of('down', role), at), x = place(i);
        const words = `${names[role]}: ${size(up)} sent, ${size(down)} received`;
        drawing.append(svg('g', { role: 'img', tabindex: 0, 'aria-label': words }, svg('title', {}, words),
          svg('path', { class: 'flow first', 'stroke-width': wide(up), d: `M${x - 14} 190 L${x - 14} 96` }),
          svg('path', { class: 'flow', 'stroke-width': wide(down), d: `M${x + 14} 190 L${x + 14} 96` }),
          svg('circle', { class: role === 'hub' ? 'devices' : 'distributors', cx: x, cy: 206, r: 12 }),
          svg('text', { x, y: 236, 'text-anchor': 'middle' }, names[role]),
          svg('text', { x, y: 252, 'text-anchor': 'middle' }, `${size(up)} sent`),
          svg('text', { x, y: 268, 'text-anchor': 'middle' }, `${size(down)} received`)));
      });
      const lan = mean(told('network.lan_bytes'), at);
      if (lan !== null)
        drawing.append(svg('text', { x: 320, y: 310, 'text-anchor': 'middle' }, `${size(lan)} by home radios`));
      host.replaceChildren(drawing);
    }
    select.addEventListener('change', draw);
    draw();
    return el('div', {}, el('div', { class: 'controls' }, el('label', {}, 'Point', select)), host,
      el('p', { class: 'soft' }, 'Means over the seeds; widths by the logarithm. A single run\'s report draws its regions and the ways of packages.'));
  }

  // Distributors as a whole, a row a point: runs of a campaign leave no row for each.
  function distributorsSection() {
    const metrics = [...data.metrics, ...data.constants].filter(metric => metric.name.startsWith('distributors.') &&
      metric.values.some(value => value)).sort((a, b) => a.name < b.name ? -1 : 1);
    if (metrics.length === 0) return el('p', {}, 'No run has distributors.');
    return table('Distributors, means over the seeds', ['point', ...data.settings, ...metrics.map(metric => metric.name.slice(13))],
      data.points.map((point, i) => [point.number, ...point.settings,
        ...metrics.map(metric => mean(metric, i))])).element;
  }

  function campaignWarnings(incomplete) {
    const list = Object.entries(data.warnings || {}).map(([text, points]) =>
      `${text} (${points.length === data.points.length ? 'all points' : points.length === 1 ? `point ${points[0]}` : `${points.length} points`})`);
    return warnings(incomplete ? ['Not every run is in results.csv: crowdpatch resume runs what is missing, and collects.', ...list] : list);
  }

  // The first point's values, of which the sweep changes some.
  function campaignParameters() {
    const keys = new Set(data.settings.map(swept)), values = data.scenario ? flat(data.scenario, '', []) : [];
    for (const row of values) if (keys.delete(row[0])) row[1] = 'swept';
    return parameters([...[...keys].map(key => [key, 'swept']), ...values]);
  }

  function campaignPage() {
    const incomplete = data.run_count < data.wanted_runs;
    page.append(el('h1', {}, `${data.name}: a campaign`), el('p', { class: 'soft' }, `crowdpatch ${data.version}`),
      section('Summary', facts([['points', number(data.points.length)], ['runs', `${number(data.run_count)} of ${number(data.wanted_runs)}`],
        ['swept', data.settings.join(', ') || 'seeds alone'], ['metrics that differ', number(data.metrics.length)]])),
      section('Warnings', campaignWarnings(incomplete)),
      section('Metrics', metricSection()), section('Over time', seriesSection()),
      section('Network', trafficSection()), section('Distributors', distributorsSection()),
      section('Parameters', campaignParameters()));
  }

  if (data.kind === 'run') runPage();
  else campaignPage();
  const titles = [...document.querySelectorAll('section')];
  page.querySelector('h1').after(el('nav', { 'aria-label': 'Sections' }, el('ul', {},
    ...titles.map(part => el('li', {}, el('a', { href: '#' + part.id }, part.querySelector('h2').textContent))))));
  drawCharts();
})();
