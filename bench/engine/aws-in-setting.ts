import type { Clock } from '../../hooks/clock.ts'
import type { RequestHandler } from '../../simulator/aws/request-handler.ts'
import type { Setting } from './setting.ts'

/** Lets each call to AWS take as long as the setting says. */
export function inSetting(
  handler: RequestHandler,
  { awsCall }: Setting,
  clock: Clock
): RequestHandler {
  return {
    ...handler,
    handle: async (request, options) => {
      await clock.sleep(awsCall)
      return handler.handle(request, options)
    }
  }
}
