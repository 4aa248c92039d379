/** The visual system: every colour and face of the viewer, light and dark, as in its design. */
export const tokens = `
:root {
  color-scheme: light dark;
  --bg: light-dark(#f6f7f9, #12151a);
  --surface: light-dark(#ffffff, #181c22);
  --raised: light-dark(#ffffff, #1f242c);
  --line: light-dark(#dfe3e8, #2a313b);
  --text: light-dark(#1b2027, #e4e8ee);
  --muted: light-dark(#596372, #9aa5b4);
  --faint: light-dark(#626c79, #8c97a6);
  --accent: light-dark(#2f55c8, #8fabff);
  --accent-soft: light-dark(#e9eefb, #222c45);
  --on-accent: light-dark(#ffffff, #12151a);
  --success: light-dark(#1f6f43, #6fcf97);
  --failure: light-dark(#b3261e, #ff8f87);
  --failure-soft: light-dark(#fdeceb, #3a2023);
  --denied: light-dark(#8a5300, #f0b45a);
  --denied-soft: light-dark(#fdf1dc, #33281a);
  --added: light-dark(#155c35, #86e0a8);
  --added-soft: light-dark(#e5f4ea, #16301f);
  --removed: light-dark(#9a1f18, #ffa39c);
  --removed-soft: light-dark(#fcebea, #381f21);
  --control: light-dark(#868f9b, #6d7785);
  --bar: light-dark(#8592a6, #66748a);
  --row: 34px;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
:root[data-density=compact] { --row: 28px; }
:root[data-density=comfortable] { --row: 44px; }`
