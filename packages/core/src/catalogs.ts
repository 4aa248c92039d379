export { type CatalogReference, catalogReference } from './catalog/catalog-reference.ts'
export { authEvents, classicEvents } from './catalog/ready-catalogs.ts'
