export const emptyStatements: readonly string[]
