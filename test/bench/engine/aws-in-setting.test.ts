import t from 'tap'
import { inSetting } from '../../../bench/engine/aws-in-setting.ts'
import { settingOf } from '../../../bench/engine/setting.ts'
import type { RequestHandler, SdkRequest } from '../../../simulator/aws/request-handler.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'

const request: SdkRequest = { method: 'POST', path: '/', headers: {} }

function answering(body: string): RequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async () => ({
      response: {
        statusCode: 200,
        headers: { 'content-length': `${body.length}` },
        body: Buffer.from(body)
      }
    }),
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({})
  }
}

t.test('AWS takes its time', async t => {
  const clock = createVirtualClock()
  for (const name of ['usual', 'chain'] as const) {
    const handler = inSetting(answering('<Id>/change/C1</Id>'), settingOf(name), clock)
    const start = clock.now()
    const answer = handler.handle(request)
    await clock.runUntil('settled')
    t.equal(clock.now() - start, settingOf(name).awsCall)
    t.equal(Buffer.from((await answer).response.body).toString('utf8'), '<Id>/change/C1</Id>')
  }
})

t.test('a setting can be changed', async t => {
  const { aws, apiCall } = settingOf('chain', { issueSeconds: 5, apiMilliseconds: 100 })
  t.strictSame([aws.issueLag, apiCall], [5000, 100])
  t.equal(settingOf('usual').aws.issueLag, 60_000)
})
