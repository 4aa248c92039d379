import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm'

const id: TableColumnOptions = {
  name: 'id',
  type: 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
}

const text = (name: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'text',
  ...more,
})

/** The app's own tables; the same statement of them for SQLite and PostgreSQL. */
export class CreateTables1795000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'users',
        columns: [id, text('email', { isUnique: true }), text('name'), text('role'), text('password_hash')],
      }),
    )
    await runner.createTable(
      new Table({
        name: 'invoices',
        columns: [
          id,
          text('customer'),
          { name: 'amount', type: 'integer' },
          text('currency'),
          text('status', { default: "'draft'" }),
        ],
      }),
    )
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('invoices')
    await runner.dropTable('users')
  }
}
