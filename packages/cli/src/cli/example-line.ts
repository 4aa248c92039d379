/** A line of an example as one would type it. */
export function exampleLine(example: string): string {
  return example.includes('| daybook ') ? example : `daybook ${example}`
}
