export { createTemplateStore, type TemplateStoreOptions } from './store/template-store.ts'
