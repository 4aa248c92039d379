/** Dragging over the histogram chooses a window, which is written into the query. */
export const brush = `
const brush = () => {
  const svg = one('.histogram svg');
  if (!svg) return;
  const parts = all('.axis a').map((a) => new URL(a.href));
  const window = /since:(\\S+) until:(\\S+)$/;
  const ends = (url) => window.exec(url.searchParams.get('q')).slice(1).map(Date.parse);
  const [first, last] = [ends(parts[0])[0], ends(parts.at(-1))[1]];
  const namespace = 'http://www.w3.org/2000/svg';
  const { width, height } = svg.viewBox.baseVal;
  const area = document.createElementNS(namespace, 'rect');
  area.setAttribute('class', 'brush');
  area.setAttribute('height', height);
  let start;
  let end;
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  };
  const moved = () => start !== undefined && Math.abs(end - start) * svg.clientWidth > 4;
  svg.addEventListener('dragstart', (event) => event.preventDefault());
  svg.addEventListener('pointerdown', (event) => {
    if (event.button === 0) start = end = at(event);
  });
  addEventListener('pointermove', (event) => {
    if (start === undefined) return;
    end = at(event);
    if (!moved()) return;
    area.setAttribute('x', Math.min(start, end) * width);
    area.setAttribute('width', Math.abs(end - start) * width);
    if (!area.isConnected) svg.append(area);
  });
  addEventListener('pointerup', (event) => {
    if (start === undefined) return;
    end = at(event);
    if (moved()) {
      const instant = (part) => new Date(Math.round(first + part * (last - first))).toISOString();
      const url = parts[0];
      const chosen = 'since:' + instant(Math.min(start, end)) + ' until:' + instant(Math.max(start, end));
      url.searchParams.set('q', url.searchParams.get('q').replace(window, chosen));
      svg.addEventListener('click', (click) => click.preventDefault(), { capture: true, once: true });
      location.assign(url);
    }
    start = undefined;
    area.remove();
  });
};
brush();
`
