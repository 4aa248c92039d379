import { findBinary } from './find-binary.mjs'
import { runToEnd } from './run-to-end.mjs'

/** Installs Debian packages without asking anything; answers why not if this machine or this user cannot. */
export const installPackages = async (packages) => {
  if (!findBinary('apt-get')) return 'there is no apt-get on this machine'
  const isRoot = process.getuid?.() === 0
  const sudo = isRoot ? [] : ['sudo', '-n']
  const run = (...args) => {
    const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300']
    const [command, ...rest] = [...sudo, ...quiet, ...args]
    return runToEnd(command, rest)
  }
  const install = () => run('install', '-y', '--no-install-recommends', ...packages)
  try {
    // Package lists may be missing or older than the archive.
    await install().catch(() => run('update').then(install))
    return undefined
  } catch (error) {
    return `apt-get could not install ${packages.join(' ')}: ${error.message}`
  }
}
