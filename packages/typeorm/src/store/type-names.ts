import type { EntityMetadataSlice, LiveDataSource } from './live-data-source.ts'

const registered = new WeakMap<LiveDataSource, Map<unknown, string>>()

/** Remembers what a store of a DataSource calls its classes, for whoever writes references without that store at hand. */
export function registerTypeNames(dataSource: LiveDataSource, names: ReadonlyMap<unknown, string>): void {
  registered.set(dataSource, new Map([...(registered.get(dataSource) ?? []), ...names]))
}

/** The type name under which events refer to an entity. */
export function typeNameOf(
  dataSource: LiveDataSource,
  { target, name }: Pick<EntityMetadataSlice, 'target' | 'name'>,
): string {
  return registered.get(dataSource)?.get(target) ?? name
}
