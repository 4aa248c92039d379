/** The visual system: every colour and face of the viewer, light and dark, as in its design. */
export const tokens = `
:root {
  color-scheme: light dark;
  --bg: #f6f7f9;
  --surface: #ffffff;
  --raised: #ffffff;
  --line: #dfe3e8;
  --text: #1b2027;
  --muted: #596372;
  --faint: #626c79;
  --accent: #2f55c8;
  --accent-soft: #e9eefb;
  --on-accent: #ffffff;
  --success: #1f6f43;
  --failure: #b3261e;
  --failure-soft: #fdeceb;
  --denied: #8a5300;
  --denied-soft: #fdf1dc;
  --added: #155c35;
  --added-soft: #e5f4ea;
  --removed: #9a1f18;
  --removed-soft: #fcebea;
  --control: #868f9b;
  --bar: #8592a6;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #12151a;
    --surface: #181c22;
    --raised: #1f242c;
    --line: #2a313b;
    --text: #e4e8ee;
    --muted: #9aa5b4;
    --faint: #8c97a6;
    --accent: #8fabff;
    --accent-soft: #222c45;
    --on-accent: #12151a;
    --success: #6fcf97;
    --failure: #ff8f87;
    --failure-soft: #3a2023;
    --denied: #f0b45a;
    --denied-soft: #33281a;
    --added: #86e0a8;
    --added-soft: #16301f;
    --removed: #ffa39c;
    --removed-soft: #381f21;
    --control: #6d7785;
    --bar: #66748a;
  }
}`
