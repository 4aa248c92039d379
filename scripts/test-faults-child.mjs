// The process that test-faults.mjs kills: two business writes and two events in one transaction.
//
//   node scripts/test-faults-child.mjs <rig module> <engine> <url> <invoice> <step to die at, or 0> <file>
//
// Writes the invoice into the file once the transaction is acknowledged, and prints how many steps it took: each
// statement that the ORM tells of, and each call that returned.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { twoInvoices } from './test-faults-work.mjs'

const [module, engine, url, invoice, dieAt, file] = process.argv.slice(2)
const { openFaultRig } = await import(module)

let isArmed = false
let steps = 0
const step = () => {
  if (!isArmed) return
  steps += 1
  if (steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
}
const rig = await openFaultRig({ engine, url, onStatement: step })
isArmed = true
await rig.transaction((tx) => twoInvoices(rig, tx, invoice, { onStep: step }))
isArmed = false
const oracle = openSync(file, 'a')
writeSync(oracle, `${invoice}\n`)
fsyncSync(oracle)
closeSync(oracle)
await rig.close()
console.log(steps)
