// What the console's pages do in a browser beyond links and forms; without it, they work as well.
'use strict';
(() => {
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const drawn = new Map();

  // A time as fields and addresses have it, which is UTC.
  const utc = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 19);
  const label = (milliseconds) => utc(milliseconds).replace('T', ' ');

  function bytes(count) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
    let unit = 0;
    let value = count;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit += 1;
    }
    return `${Number(value.toPrecision(3))} ${units[unit]}`;
  }

  // What tunnels have carried, as a line with an axis of its own.
  function carriedSeries(name, points) {
    return { name, type: 'line', yAxisIndex: 1, showSymbol: false, step: 'middle', lineStyle: { width: 2, type: 'dashed' },
      itemStyle: { color: colour('--text') }, data: points.map((point) => point[4]), tooltip: { valueFormatter: bytes } };
  }

  function timelineOption(element) {
    const points = JSON.parse(element.dataset.timeline);
    const days = points.length * Number(element.dataset.width) > 2 * 86400;
    const short = (text) => (days ? text.slice(5, 10) : text.slice(11, 16));
    const series = (name, index, shade) => ({
      name, type: 'bar', stack: 'attempts', barCategoryGap: '15%', itemStyle: { color: colour(shade) },
      data: points.map((point) => point[index]),
    });
    const carried = element.dataset.bytes;
    const soft = { color: colour('--soft') };
    return {
      animation: false,
      textStyle: { color: colour('--text') },
      grid: { left: 8, right: 8, top: 28, bottom: 4, containLabel: true },
      legend: { top: 0, right: 0, textStyle: { color: colour('--text') }, itemHeight: 10 },
      // As text on the canvas: as HTML it would need styles that the page does not permit.
      tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } },
      xAxis: { type: 'category', data: points.map((point) => label(point[0])),
        axisLabel: { ...soft, hideOverlap: true, formatter: short } },
      yAxis: [{ type: 'value', minInterval: 1, axisLabel: soft, splitLine: { lineStyle: { color: colour('--line') } } },
        { type: 'value', show: Boolean(carried), axisLabel: { ...soft, formatter: bytes }, splitLine: { show: false } }],
      series: [series(element.dataset.allow, 1, '--chart-good'), series(element.dataset.deny, 2, '--chart-bad'),
        series(element.dataset.error, 3, '--chart-warn'), ...(carried ? [carriedSeries(carried, points)] : [])],
      toolbox: { show: false },
      brush: element.dataset.brush ? { xAxisIndex: 0, brushType: 'lineX', toolbox: [],
        brushStyle: { color: 'rgba(120,160,200,.25)', borderColor: colour('--link') } } : undefined,
    };
  }

  function timeline(element) {
    const chart = echarts.init(element, null, { renderer: 'canvas' });
    drawn.set(element, chart);
    chart.setOption(timelineOption(element));
    if (!element.dataset.brush) {
      return;
    }
    chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption: { brushType: 'lineX', brushMode: 'single' } });
    chart.on('brushEnd', (event) => {
      const area = event.areas[0];
      const points = JSON.parse(element.dataset.timeline);
      if (!area || !area.coordRange) {
        return;
      }
      const [first, last] = area.coordRange.map((place) => Math.max(0, Math.min(points.length - 1, Math.round(place))));
      const address = new URL(element.dataset.brush, location.href);
      address.searchParams.set('from', utc(points[first][0]));
      address.searchParams.set('to', utc(points[last][0] + 1000 * Number(element.dataset.width)));
      location.assign(address);
    });
  }

  function draw(root = document) {
    if (typeof echarts === 'undefined') {
      return;
    }
    $$('[data-timeline]', root).filter((element) => !drawn.has(element)).forEach(timeline);
  }

  function redraw() {
    drawn.forEach((chart, element) => {
      if (element.isConnected) {
        chart.setOption(timelineOption(element));
      } else {
        chart.dispose();
        drawn.delete(element);
      }
    });
  }

  function notice(text) {
    const place = document.getElementById('notice');
    place.textContent = text;
    place.hidden = false;
  }

  // A range is either one of the list, or two times.
  function ranges() {
    $$('[data-range]').forEach((choice) => {
      const times = $$('[name=from],[name=to]', choice.form);
      times.forEach((field) => field.addEventListener('input', () => { choice.value = 'given'; }));
      choice.addEventListener('change', () => {
        if (choice.value !== 'given') {
          times.forEach((field) => { field.value = ''; });
        }
      });
    });
  }

  // Fields that are left empty make no part of the address.
  function shortAddresses() {
    $$('form[method=get]').forEach((form) => form.addEventListener('submit', () => {
      Array.from(form.elements).filter((field) => field.name && !field.value).forEach((field) => {
        field.disabled = true;
        setTimeout(() => { field.disabled = false; });
      });
    }));
  }

  // A file becomes the text of a field, to be looked at before it is sent.
  function files() {
    $$('[data-into]').forEach((file) => {
      file.closest('[hidden]').hidden = false;
      file.addEventListener('change', () => Array.from(file.files).forEach((one) => one.text()
        .then((text) => { document.getElementById(file.dataset.into).value = text; })));
    });
  }

  function copying() {
    document.addEventListener('click', (event) => {
      const button = event.target.closest('[data-copy]');
      if (!button) {
        return;
      }
      const text = document.getElementById(button.dataset.copy);
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text.textContent).then(() => { button.textContent = button.dataset.done; });
      } else {
        // Over plain HTTP there is none: what is marked can be copied by hand.
        getSelection().selectAllChildren(text);
      }
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    draw();
    ranges();
    shortAddresses();
    copying();
    files();
    addEventListener('resize', () => drawn.forEach((chart) => chart.resize()));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  });
  document.addEventListener('htmx:afterSettle', (event) => draw(event.target));
  document.addEventListener('htmx:responseError', (event) => {
    const ended = [401, 499].includes(event.detail.xhr.status);
    notice(ended ? document.body.dataset.sessionEnded : document.body.dataset.failed);
  });
  document.addEventListener('htmx:sendError', () => notice(document.body.dataset.failed));
})();
