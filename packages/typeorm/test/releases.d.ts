// TypeORM 0.3.0 does not say where its types are for ES modules.
declare module 'typeorm-0-3-lowest' {
  export * from 'typeorm'
}
