/** One person's browser, as far as this app needs it: keeps the session cookie. */
export interface Browser {
  /** Asks for JSON unless another type is named. */
  get(path: string, accept?: string): Promise<Response>
  post(path: string, body?: object): Promise<Response>
}

export function createBrowser(url: string, signal?: AbortSignal): Browser {
  let cookie = ''
  const request = async (path: string, init: RequestInit, accept = 'application/json'): Promise<Response> => {
    const headers = { accept, 'content-type': 'application/json', ...(cookie && { cookie }) }
    const response = await fetch(url + path, { ...init, headers, ...(signal && { signal }) })
    const [set] = response.headers.getSetCookie()
    if (set) cookie = set.split(';', 1)[0] ?? ''
    return response
  }
  return {
    get: (path, accept) => request(path, {}, accept),
    post: (path, body = {}) => request(path, { method: 'POST', body: JSON.stringify(body) }),
  }
}
