/** One of the two streams that a command writes to. */
export interface OutputStream {
  write(text: string, done?: (error?: Error | null) => void): boolean
  readonly isTTY?: boolean
  readonly columns?: number
}

/** All that a command uses of the process it runs in. */
export interface Host {
  /** Data, and nothing else. */
  readonly stdout: OutputStream
  /** Progress, hints and errors. */
  readonly stderr: OutputStream
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** The time in milliseconds since 1970. */
  readonly clock: () => number
}
