export { type CatalogReference, catalogReference } from './catalog/catalog-reference.ts'
export { authEvents, classicEvents } from './catalog/ready-catalogs.ts'
export { fragmentName } from './event/fragment-name.ts'
