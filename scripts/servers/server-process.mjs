import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const patienceMillis = 60_000

/** A port that was free a moment ago: whoever starts on it must be ready to lose it and ask again. */
export const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

/** Starts a server and resolves when it prints that it is ready; rejects with its last words if it ends before. */
export const startProcess = ({ command, args, options = {}, ready, stopSignal, url }) =>
  new Promise((resolve, reject) => {
    // Its own group: a Ctrl-C meant for somebody else must not reach it.
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let isReady = false
    const giveUp = setTimeout(() => child.kill('SIGKILL'), patienceMillis)
    const exited = new Promise((done) => child.on('close', done))
    const listen = (text) => {
      if (isReady) return
      output += text
      if (!ready.test(output)) return
      isReady = true
      clearTimeout(giveUp)
      resolve({ url, pid: child.pid, exited, stop: () => stopProcess(child, exited, stopSignal) })
    }
    // The pipes are read on after that, or the server would stop at a full one.
    for (const stream of [child.stdout, child.stderr]) stream.on('data', listen)
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(giveUp)
      reject(new Error(`${command} did not start:\n${output.slice(-4000)}`))
    })
  })

const stopProcess = async (child, exited, signal) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exited
  clearTimeout(force)
}
