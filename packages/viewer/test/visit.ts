import type { Viewer } from '@daybook/viewer'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { arriveBy, launchBrowser } from './browser.ts'
import { mountPath, serveWithExpress, serveWithKoa } from './mount.ts'
import type { Served } from './serve.ts'

/** How a reader comes to the viewer: through which framework, with which screen. */
export interface Setting {
  readonly name: string
  readonly mount: typeof serveWithExpress
  /** There is room for an event beside the list; else it is a page. */
  readonly hasDrawer: boolean
  readonly screen: {
    readonly viewport: { width: number; height: number }
    readonly colorScheme: 'light' | 'dark'
  }
}

const mounts = { Express: serveWithExpress, Koa: serveWithKoa } as const
const widths = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const

/** Every way to come to the viewer, in pairs that differ in everything: framework, colours and width. */
const everySetting: readonly Setting[] = (
  [
    ['Express', 'light', 0],
    ['Koa', 'dark', 1],
    ['Express', 'dark', 0],
    ['Koa', 'light', 1],
    ['Koa', 'light', 0],
    ['Express', 'dark', 1],
    ['Koa', 'dark', 0],
    ['Express', 'light', 1],
  ] as const
).map(([framework, colorScheme, size]) => ({
  name: `${framework}, ${colorScheme}, ${widths[size].width} px`,
  mount: mounts[framework],
  hasDrawer: size === 0,
  screen: { viewport: widths[size], colorScheme },
}))

/**
 * The settings in which the rows of a file are tried: two that differ in everything, or all eight where
 * `DAYBOOK_TEST_SETTINGS` is `all`. Each file takes another `pair`, so that together they try all eight in every run.
 */
export function settings(pair: 0 | 1 | 2 | 3): readonly Setting[] {
  if (process.env.DAYBOOK_TEST_SETTINGS === 'all') return everySetting
  return everySetting.slice(2 * pair, 2 * pair + 2)
}

/** Opens the event of the list whose time is `time`, and answers with where it is shown. */
export async function openEvent(page: Page, { hasDrawer }: Setting, time: string): Promise<Locator> {
  const open = () => page.getByRole('link', { name: time }).click()
  if (!hasDrawer) await arriveBy(page, open)
  else await open()
  const event = page.locator(hasDrawer ? '.drawer article' : 'article.event')
  await event.waitFor()
  return event
}

/** What each test of a file begins with. */
export interface Visit {
  /** On the list, in a browser profile of its own. */
  readonly page: Page
  /** Where the viewer is mounted; ends with a slash. */
  readonly url: string
  /** What the page has told the console. A test that causes something there takes it out. */
  readonly troubles: string[]
  /** Another page in a profile of its own, on the list. */
  another(options?: BrowserContextOptions): Promise<{ page: Page } & AsyncDisposable>
}

/** Opens the viewer anew for each test of the suite that this is called in, and fails one after which the console is not quiet. */
export function visiting(setting: Setting, viewer: () => Viewer, options: BrowserContextOptions = {}): Visit {
  // A browser is slow on a machine that is busy.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })
  let browser: Browser
  let server: Served
  let page: Page
  let troubles: string[] = []
  const url = () => `${server.url}${mountPath}/`

  const another = async (more: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ ...setting.screen, ...options, ...more })
    const opened = await context.newPage()
    opened.on('console', (message) => troubles.push(message.text()))
    opened.on('pageerror', (error) => troubles.push(String(error)))
    await opened.goto(url())
    return { page: opened, [Symbol.asyncDispose]: () => context.close() }
  }

  beforeAll(async () => {
    browser = await launchBrowser()
    server = await setting.mount(viewer())
  })
  afterAll(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    troubles = []
    const opened = await another()
    page = opened.page
    return async () => {
      await opened[Symbol.asyncDispose]()
      expect(troubles).toEqual([])
    }
  })

  return {
    get page() {
      return page
    },
    get url() {
      return url()
    },
    get troubles() {
      return troubles
    },
    another,
  }
}
