import { expect, test } from 'vitest'
import { withTrailingSlash } from './mount-root.ts'

test.each([
  ['/', '/admin/events', './events/'],
  ['', '/admin/events', './events/'],
  ['/', '/admin/events?actor=User:7', './events/?actor=User:7'],
  ['/', '/admin/events?next=/a/', './events/?next=/a/'],
  ['/', 'http://proxy.example/admin/events', './events/'],
  ['/', '//evil.example', './evil.example/'],
  ['/', '/javascript:alert(1)', './javascript:alert(1)/'],
])('path %j of %j goes to %j', (path, originalUrl, location) => {
  expect(withTrailingSlash(path, originalUrl)).toBe(location)
})

test.each([
  ['/', '/admin/events/'],
  ['/', '/admin/events/?actor=User:7'],
  ['/', '/'],
  ['/', '/?since=all'],
  ['/', ''],
  ['/e/1', '/admin/events/e/1'],
])('path %j of %j stays', (path, originalUrl) => {
  expect(withTrailingSlash(path, originalUrl)).toBeUndefined()
})
