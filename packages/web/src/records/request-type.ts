/** What a method does, in the words of the earlier systems. */
export const requestTypes: Readonly<Record<string, string>> = Object.freeze({
  GET: 'Read',
  HEAD: 'Read',
  OPTIONS: 'Read',
  POST: 'Create',
  PUT: 'Update',
  PATCH: 'Update',
  DELETE: 'Delete',
})

/** The action of a request's record: that of its method, or `Read` for a method that nobody named. */
export function requestType(method: string, types: Readonly<Record<string, string>> = {}): string {
  return own(types, method) ?? own(requestTypes, method) ?? 'Read'
}

function own(types: Readonly<Record<string, string>>, method: string): string | undefined {
  return Object.hasOwn(types, method) ? types[method] : undefined
}
