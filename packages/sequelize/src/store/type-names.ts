import type { LiveSequelize } from './live-sequelize.ts'

const registered = new WeakMap<LiveSequelize, Map<unknown, string>>()

/** Remembers what a store of an instance calls its models, for whoever writes references without that store at hand. */
export function registerTypeNames(sequelize: LiveSequelize, names: ReadonlyMap<unknown, string>): void {
  registered.set(sequelize, new Map([...(registered.get(sequelize) ?? []), ...names]))
}

/** The type name under which events refer to the instances of a model. */
export function typeNameOf(sequelize: LiveSequelize, model: { readonly name: string }): string {
  return registered.get(sequelize)?.get(model) ?? model.name
}
