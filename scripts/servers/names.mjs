/**
 * @typedef {'postgres' | 'mariadb' | 'redis' | 'nats'} EngineName
 *
 * @typedef {object} Servers
 * @property {Partial<Record<EngineName, string>>} urls one for each engine that answers
 * @property {Partial<Record<EngineName, string>>} skipped the reason, for each that is missing
 * @property {() => Promise<void>} stop stops what was started, and nothing else; may be called twice
 */

/** @type {readonly EngineName[]} */
export const engineNames = ['postgres', 'mariadb', 'redis', 'nats']

/**
 * The environment variable that names a server of this engine.
 *
 * @param {EngineName} name
 */
export const urlVariable = (name) => `DAYBOOK_TEST_${name.toUpperCase()}_URL`

/**
 * The environment variable that says why there is no server of this engine.
 *
 * @param {EngineName} name
 */
export const skipVariable = (name) => `DAYBOOK_TEST_${name.toUpperCase()}_SKIPPED`
