import { createServer } from 'node:http'
import { connect } from 'node:net'
import { createViewer } from '@daybook/viewer'
import { toNodeHandler } from '@daybook/viewer/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { believableDaybook, sampleNow } from './believable-events.ts'
import { mountPath, serveWithExpress, serveWithKoa } from './mount.ts'
import { type Served, serve, servePrefixProxy } from './serve.ts'

const viewer = createViewer(await believableDaybook(200), { clock: () => sampleNow, recordAccess: false })

const mounts = [
  { name: 'Express', prefix: '', open: () => serveWithExpress(viewer) },
  { name: 'Koa', prefix: '', open: () => serveWithKoa(viewer) },
  { name: 'Express behind a proxy that strips /gw', prefix: '/gw', open: () => serveWithExpress(viewer) },
  { name: 'Koa behind a proxy that strips /gw', prefix: '/gw', open: () => serveWithKoa(viewer) },
]

describe.each(mounts)('L14: $name', ({ prefix, open }) => {
  let app: Served
  let front: Served
  let root: string

  beforeAll(async () => {
    app = await open()
    front = prefix === '' ? app : await servePrefixProxy(prefix, app)
    root = `${front.url}${prefix}${mountPath}`
  })
  afterAll(async () => {
    if (front !== app) await front[Symbol.asyncDispose]()
    await app[Symbol.asyncDispose]()
  })

  test('the mount path without its slash leads to the one with it, filters kept', async () => {
    const direct = await fetch(`${root}?since=7d`, { redirect: 'manual' })
    expect(direct.status).toBe(308)
    expect(direct.headers.get('location')).toBe('./events/?since=7d')
    const followed = await fetch(`${root}?since=7d`)
    expect(followed.status).toBe(200)
    expect(followed.url).toBe(`${root}/?q=since:7d`)
  })

  test('every link of every page leads to something', async () => {
    const visited = new Map<string, number>()
    const queue = [`${root}/?since=7d`]
    for (let url = queue.shift(); url !== undefined && visited.size < 150; url = queue.shift()) {
      const response = await fetch(url)
      visited.set(url, response.status)
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue
      for (const [, href = ''] of (await response.text()).matchAll(/ (?:href|action)="([^"#]+)"/g)) {
        const next = new URL(href.replaceAll('&amp;', '&'), url).href
        expect(next.startsWith(`${root}/`)).toBe(true)
        if (!visited.has(next) && !queue.includes(next)) queue.push(next)
      }
    }
    expect([...visited].filter(([, status]) => status !== 200)).toEqual([])
    expect([...visited.keys()].some((url) => url.endsWith('.css'))).toBe(true)
    expect([...visited.keys()].some((url) => url.includes('/e/'))).toBe(true)
    expect([...visited.keys()].some((url) => url.includes('cursor='))).toBe(true)
  })

  test("the viewer's policy stands, whatever the app set before", async () => {
    const { headers } = await fetch(`${root}/`)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('a POST that a body parser has read is refused, and the connection goes on', async () => {
    const body = JSON.stringify({ padding: 'x'.repeat(50_000) })
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${root}/`, { method: 'POST', body, headers })).status).toBe(405)
    expect((await fetch(`${root}/`, { method: 'HEAD' })).status).toBe(200)
  })

  test('what is not below the mount path is the app itself', async () => {
    expect(await (await fetch(`${front.url}${prefix}/other`)).text()).toBe('the app itself')
    expect(await (await fetch(`${root}x`)).text()).toBe('the app itself')
  })
})

test('plain node:http at the root, asked without a Host, and with one that is none', async () => {
  const handle = toNodeHandler(viewer)
  await using app = await serve(createServer((req, res) => void handle(req, res, { access: {} })))
  expect((await fetch(app.url)).status).toBe(200)
  const ask = (head: string) =>
    new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.end(`${head}\r\n\r\n`))
      socket.on('data', (data) => {
        answer += String(data)
      })
      socket.on('close', () => resolve(answer))
    })
  expect(await ask('GET / HTTP/1.0')).toContain('200 OK')
  const refused = await ask('GET / HTTP/1.1\r\nHost: a b<script>\r\nConnection: close')
  expect(refused).toContain('400 Bad Request')
  expect(refused.toLowerCase()).toContain("content-security-policy: default-src 'none'")
  expect(await ask('GET /assets/..\\package.json HTTP/1.1\r\nHost: a\r\nConnection: close')).toMatch(
    / 40[04] /,
  )
})

test('the list reaches the browser before the overview is counted', async () => {
  const daybook = await believableDaybook(10)
  let count: () => void = () => {}
  const waiting = new Promise<void>((resolve) => {
    count = resolve
  })
  const slow = createViewer(
    {
      ...daybook,
      summarise: async (filter, options) => {
        await waiting
        return daybook.summarise(filter, options)
      },
    },
    { clock: () => sampleNow, recordAccess: false },
  )
  await using app = await serveWithExpress(slow)
  const reader = (await fetch(`${app.url}${mountPath}/`)).body?.getReader()
  const decoder = new TextDecoder()
  let html = ''
  while (!html.includes('</table>')) html += decoder.decode((await reader?.read())?.value, { stream: true })
  expect(html).not.toContain('class="facets"')
  count()
  while (!html.includes('</html>')) html += decoder.decode((await reader?.read())?.value, { stream: true })
  expect(html).toContain('class="facets"')
})
