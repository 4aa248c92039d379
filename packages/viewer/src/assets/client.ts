import { base } from './client/base.ts'
import { brush } from './client/brush.ts'
import { choices } from './client/choices.ts'
import { drawer } from './client/drawer.ts'
import { jsonTools } from './client/json-tools.ts'
import { keys } from './client/keys.ts'
import { live } from './client/live.ts'
import { menus } from './client/menus.ts'
import { palette } from './client/palette.ts'
import { queryBox } from './client/query-box.ts'
import { views } from './client/views.ts'
import { zone } from './client/zone.ts'

const parts = [base, choices, queryBox, menus, zone, views, jsonTools, drawer, palette, keys, brush, live]

/**
 * What the page does beyond links and forms, for browsers with scripts. All that a reader must be able to do is also done
 * by a link or a form. It writes no HTML but what the viewer itself has sent, and evaluates nothing.
 */
export const client: string = `'use strict';\n(() => {${parts.join('')}})();\n`
