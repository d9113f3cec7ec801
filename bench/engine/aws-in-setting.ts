import type { Clock } from '../../hooks/clock.ts'
import type { RequestHandler, SdkResponse } from '../../simulator/aws/request-handler.ts'
import type { Setting } from './setting.ts'

/** The id that moto gives to every change. */
const sharedID = '/change/C2682N5HXP0BZ4'

/**
 * Lets AWS answer as the setting says: after some time, and perhaps with one id for all changes.
 */
export function inSetting(
  handler: RequestHandler,
  { awsCall, sharesChangeID }: Setting,
  clock: Clock
): RequestHandler {
  return {
    ...handler,
    handle: async (request, options) => {
      await clock.sleep(awsCall)
      const { response } = await handler.handle(request, options)
      return { response: sharesChangeID ? withSharedID(response) : response }
    }
  }
}

function withSharedID(response: SdkResponse): SdkResponse {
  const body = Buffer.from(response.body).toString('utf8')
  if (!body.includes('<Id>/change/')) return response
  const shared = body.replace(/<Id>\/change\/[^<]*<\/Id>/g, `<Id>${sharedID}</Id>`)
  const headers = { ...response.headers }
  delete headers['content-length']
  return { ...response, headers, body: Buffer.from(shared, 'utf8') }
}
