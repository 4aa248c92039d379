/** The address asks for something that cannot be looked for. Its message is shown to the reader. */
export class BadQuery extends Error {
  override get name(): string {
    return 'BadQuery'
  }
}
