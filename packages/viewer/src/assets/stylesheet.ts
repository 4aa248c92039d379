import { controls } from './css/controls.css.ts'
import { drawer } from './css/drawer.css.ts'
import { eventPage } from './css/event-page.css.ts'
import { eventTable } from './css/event-table.css.ts'
import { explore } from './css/explore.css.ts'
import { frame } from './css/frame.css.ts'
import { json } from './css/json.css.ts'
import { live } from './css/live.css.ts'
import { message } from './css/message.css.ts'
import { narrow } from './css/narrow.css.ts'
import { pages } from './css/pages.css.ts'
import { tokens } from './css/tokens.css.ts'

/** The one stylesheet. A module, so that it is the same from source, from the build and in a bundle. */
export const stylesheet = [
  tokens,
  frame,
  controls,
  explore,
  eventTable,
  eventPage,
  json,
  live,
  message,
  pages,
  drawer,
  narrow,
].join('\n')
