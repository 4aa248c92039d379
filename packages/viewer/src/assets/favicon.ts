/** The icon: a page of a day book, with a ring and lines. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2f55c8"/><g fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"><circle cx="9.5" cy="10" r="2.25"/><path d="M16 10h8M16 16h8M16 22h5"/><path d="M8 16h3M8 22h3"/></g></svg>`
