import { exchangeOf } from '@daybook/express'
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import type { Request, Response } from 'express'
import type { Observable } from 'rxjs'

/** Asks who acts when the guards have said so, and before the handler, which may sign that user out. */
export class ActorInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      const http = context.switchToHttp()
      try {
        exchangeOf(http.getRequest<Request>(), http.getResponse<Response>()).scope?.actor()
      } catch {
        // The event reports it, when it asks again.
      }
    }
    return next.handle()
  }
}
