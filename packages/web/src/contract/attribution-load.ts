import { Agent, request } from 'node:http'
import type { DaybookEvent } from '@daybook/core'

/** A load: how many requests of how many users, how many of them at a time. */
export interface LoadOptions {
  readonly requests: number
  readonly users: number
  readonly inFlight: number
}

/** Counts wrong and lost attributions of events whose `data.user` is the id of who made the request. */
export function createAttributionTally() {
  const tally = { events: 0, wrong: 0, lost: 0 }
  return {
    tally,
    hear({ actor, requestId, data }: DaybookEvent): void {
      const { user } = data as { readonly user: number }
      tally.events++
      if (actor === null || requestId === null) tally.lost++
      else if (actor.id !== String(user)) tally.wrong++
    },
  }
}

/** Sends GET requests with the user's number in `x-user`, over as many connections as are in flight. */
export async function sendLoad(url: string, { requests, users, inFlight }: LoadOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  let next = 0
  let answered = 0
  const client = async () => {
    for (let index = next++; index < requests; index = next++) {
      const status = await send(agent, `${url}/jobs/${index % 4}`, (index % users) + 1)
      if (status === 200) answered++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, client))
  agent.destroy()
  return answered
}

function send(agent: Agent, url: string, user: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { 'x-user': String(user) } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
      answer.on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}
