/** What an `authorize` may answer, or do, without opening anything. */
export const closedAnswers: readonly { readonly name: string; readonly authorize?: () => unknown }[] = [
  { name: 'is missing' },
  { name: 'says false', authorize: () => false },
  { name: 'says undefined', authorize: () => undefined },
  { name: 'says 1', authorize: () => 1 },
  { name: "says 'true'", authorize: () => 'true' },
  { name: 'gives a user', authorize: () => ({ id: 1, tenant: 'acme' }) },
  { name: 'gives a tenant that nobody has', authorize: () => ({ tenant: undefined }) },
  {
    name: 'throws',
    authorize() {
      throw new Error('no')
    },
  },
  { name: 'rejects', authorize: () => Promise.reject(new Error('no')) },
  { name: 'hangs', authorize: () => new Promise(() => {}) },
]

/** Every kind of address that a viewer has, with the events and files of one that is open at `root`. */
export async function viewerRoutes(root: string): Promise<readonly string[]> {
  const page = await (await fetch(`${root}/`)).text()
  const [event] = /e\/[0-9a-f-]{36}/.exec(page) ?? []
  const files = page.match(/assets\/[\w.-]+/g) ?? []
  if (event === undefined || files.length < 2) throw new Error('The page has no event and no files.')
  return [
    '/',
    '/?q=since:7d',
    '/?q=since:soon',
    `/${event}`,
    '/e/nothing',
    '/t',
    '/t/Invoice/42',
    '/a',
    '/a/User/7',
    '/r/req_9f2c',
    '/trace/4bf92f3577b34da6a3ce929d0e0e4736',
    '/usage',
    '/usage.csv',
    '/export.csv',
    '/export.ndjson?since=all',
    '/export.json',
    '/live',
    '/api/live?after=0',
    '/api/events',
    `/api/events/${event.slice(2)}`,
    '/api/summary',
    '/api/usage',
    '/api/openapi.json',
    '/b/other/',
    '/nothing',
    '/assets/../package.json',
    ...new Set(files.map((file) => `/${file}`)),
  ]
}

/** The status of each. */
export function statusesOf(root: string, routes: readonly string[], headers: Record<string, string> = {}) {
  return Promise.all(routes.map(async (route) => (await fetch(root + route, { headers })).status))
}
