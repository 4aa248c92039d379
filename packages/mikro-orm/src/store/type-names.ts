import type { EntityMetadataSlice, LiveMikroOrm } from './live-mikro-orm.ts'

const registered = new WeakMap<LiveMikroOrm, Map<unknown, string>>()

/** Remembers what a store of an ORM calls its classes, for whoever writes references without that store at hand. */
export function registerTypeNames(orm: LiveMikroOrm, names: ReadonlyMap<unknown, string>): void {
  registered.set(orm, new Map([...(registered.get(orm) ?? []), ...names]))
}

/** The type name under which events refer to an entity. */
export function typeNameOf(orm: LiveMikroOrm, metadata: EntityMetadataSlice): string {
  return registered.get(orm)?.get(metadata.class) ?? metadata.className
}
