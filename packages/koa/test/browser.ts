/** A browser with one cookie jar, as far as these tests need one. */
export function createBrowser(url: string) {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = async (path: string, init: RequestInit) => {
    const headers = { ...init.headers, ...(jar.size > 0 && { cookie: cookie() }) }
    const answer = await fetch(url + path, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    await answer.arrayBuffer()
    return answer.status
  }
  return {
    cookie,
    get: (path: string) => ask(path, {}),
    post: (path: string, body: object = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
}
