import { expect, test } from 'vitest'
import { memoryDaybook, openedViewer } from '../../test/opened-viewer.ts'
import { createOutsideLinks, type ViewerLinks } from './outside-links.ts'

const target = { type: 'Invoice', id: '4/2', name: 'INV' }

test('R9: templates are filled with what the event names, encoded', () => {
  const links = createOutsideLinks({ trace: 'https://t.example/{traceId}', target: '/app/{type}/{id}' })
  expect(links.trace('a&b')).toBe('https://t.example/a%26b')
  expect(links.target(target)).toBe('/app/Invoice/4%2F2')
  expect(links.target({ type: 'Invoice', id: null })).toBeUndefined()
  expect(links.actor(target)).toBeUndefined()
})

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', ''])(
  'K04: a function that answers with %j makes no link',
  (address) => {
    expect(createOutsideLinks({ target: () => address }).target(target)).toBeUndefined()
  },
)

test.each<ViewerLinks>([
  { trace: 'https://t.example/' },
  { trace: 'javascript:{traceId}' },
  { target: 'https://{id}.example/' },
  { actor: 'users/{id}' },
])('%j is refused when the viewer is made', (links) => {
  expect(() => createOutsideLinks(links)).toThrow(expect.objectContaining({ code: 'DAYBOOK_BAD_LINK' }))
})

test('R9: an event leads to its trace and to the app’s own pages, its timelines too', async () => {
  const log = memoryDaybook()
  const actor = { type: 'User', id: 7, name: 'Ada' }
  const { id } = await log.log('invoice.paid', { actor, target, context: { traceId: 'abc' } })
  const get = openedViewer(log, {
    links: {
      trace: 'https://t.example/{traceId}',
      target: '/app/{type}/{id}',
      actor: ({ id }) => `https://app.example/people/${id}`,
    },
  })
  const { html } = await get(`/e/${id}`)
  for (const address of ['https://t.example/abc', '/app/Invoice/4%2F2', 'https://app.example/people/7'])
    expect(html).toContain(`href="${address}" rel="noreferrer"`)
  expect((await get('/t/Invoice/4%2F2')).html).toContain('href="/app/Invoice/4%2F2" rel="noreferrer"')
  expect((await get('/a/User/7')).html).toContain('href="https://app.example/people/7"')
  expect((await get('/trace/abc')).html).toContain('href="https://t.example/abc"')
  expect((await openedViewer(log)(`/e/${id}`)).html).not.toContain('noreferrer')
})
