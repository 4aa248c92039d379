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

/** Every row of the design holds in each: together they have both frameworks, both schemes and both widths. */
export const settings: readonly Setting[] = [
  {
    name: 'Express, light, 1440 px',
    mount: serveWithExpress,
    hasDrawer: true,
    screen: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  },
  {
    name: 'Koa, dark, 390 px',
    mount: serveWithKoa,
    hasDrawer: false,
    screen: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  },
]

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
