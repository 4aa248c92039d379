import { execFileSync } from 'node:child_process'

/** Whether this machine lets us make system calls fail. */
export function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-f', '-e', 'inject=fdatasync:error=EIO:when=1000', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
