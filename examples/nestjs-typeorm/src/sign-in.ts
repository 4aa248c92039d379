import type { Daybook } from '@daybook/core'
import { createAuthEvents } from '@daybook/express'
import { InjectDaybook } from '@daybook/nestjs'
import { Body, Controller, HttpCode, Inject, Post, Req, UnauthorizedException } from '@nestjs/common'
import type { Request } from 'express'
import { DataSource } from 'typeorm'
import { User } from './database.ts'
import { isPassword } from './password.ts'

/** Sign-in by e-mail and password, kept in the session. */
@Controller()
export class SignInController {
  @InjectDaybook() private readonly daybook!: Daybook
  @Inject(DataSource) private readonly dataSource!: DataSource

  @Post('sign-in')
  @HttpCode(200)
  async signIn(@Req() req: Request, @Body('email') email: unknown, @Body('password') password: unknown) {
    const auth = createAuthEvents(this.daybook)
    const user = await this.dataSource.manager.findOneBy(User, { email: String(email) })
    const isRight = await isPassword(String(password), user?.password)
    if (!user || !isRight) {
      await auth.loginFailed(email, user ? 'wrong password' : 'unknown e-mail', req)
      throw new UnauthorizedException()
    }
    // A new session: whoever knew the id of the old one does not know this one's.
    await new Promise((resolve) => req.session.regenerate(resolve))
    Object.assign(req.session, { user: { id: user.id, email: user.email, role: user.role } })
    await auth.loggedIn(req, actorOf(req))
    return actorOf(req)
  }

  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() req: Request) {
    await createAuthEvents(this.daybook).loggedOut(req, actorOf(req) ?? null)
    await new Promise((resolve) => req.session.destroy(resolve))
  }
}

const userOf = ({ session }: Request) => (session as { user?: Pick<User, 'id' | 'email' | 'role'> }).user
export const isAdmin = (req: Request) => userOf(req)?.role === 'admin'
export function actorOf(req: Request) {
  const user = userOf(req)
  return user && { type: 'User', id: user.id, name: user.email }
}
