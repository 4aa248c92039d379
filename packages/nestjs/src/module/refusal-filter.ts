import { DaybookError } from '@daybook/core'
import { type ArgumentsHost, Catch, HttpException } from '@nestjs/common'
import { BaseExceptionFilter } from '@nestjs/core'

/**
 * Answers with 503 what was refused because it could not have been recorded: Nest itself knows the status of its own
 * exceptions alone.
 */
@Catch(DaybookError)
export class RefusalFilter extends BaseExceptionFilter {
  override catch(error: DaybookError & { readonly status?: unknown }, host: ArgumentsHost): void {
    const isRefusal = error.status === 503 && host.getType() === 'http'
    super.catch(isRefusal ? new HttpException('Service Unavailable', 503, { cause: error }) : error, host)
  }
}
