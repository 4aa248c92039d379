import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

/** `member` writes invoices, `finance` may also void them, `admin` reads the log. */
export type Role = 'member' | 'finance' | 'admin'

@Entity({ name: 'users' })
export class User {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number

  @Column('text', { unique: true })
  email!: string

  @Column('text')
  name!: string

  @Column('text')
  role!: Role

  /** Only read where a password is checked. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash?: string
}
