import { expect, test } from 'vitest'
import { linksFrom } from './links.ts'

test.each(['/', '/e/1', '/e/1/', '/a/b/c', '//etc/passwd', '/nothing'])(
  'links of %s lead to the root',
  (path) => {
    const base = new URL(`http://host/admin/events${path}`)
    const links = linksFrom(path)
    expect(new URL(links.list({ tokens: [], since: 'all' }), base).href).toBe(
      'http://host/admin/events/?q=since:all',
    )
    expect(new URL(links.asset('x.css'), base).pathname).toBe('/admin/events/assets/x.css')
    expect(new URL(links.event('a/../b'), base).pathname).toBe('/admin/events/e/a%2F..%2Fb')
  },
)
