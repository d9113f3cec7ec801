import { ACMClient } from '@aws-sdk/client-acm'
import { Route53Client } from '@aws-sdk/client-route-53'
import t from 'tap'
import { instantTimings } from '../../../simulator/aws/timings.ts'
import { clientBasics, createFixture, errorOf, second } from './fixture.ts'
import { gaps } from './moto-gaps.ts'
import { startMoto } from './moto-server.ts'
import { type Clients, normalise, type Step, steps } from './moto-steps.ts'

const region = 'us-east-1'

/** The answer or error of a step, without what differs from run to run. */
async function outcomeOf(step: Step, clients: Clients): Promise<unknown> {
  const answers: unknown[] = []
  const error = await errorOf(step(clients).then(answer => answers.push(answer)))
  return normalise(error === 'no error' ? answers[0] : error)
}

const moto = await startMoto()

t.test('every known gap is one of a step', async t => {
  t.strictSame(
    Object.keys(gaps).filter(name => steps[name] === undefined),
    []
  )
})

t.test(
  'the embedded AWS answers as moto does, but for known gaps',
  { skip: 'missing' in moto && moto.missing },
  async t => {
    if ('missing' in moto) return
    t.teardown(moto.stop)
    const { acmIn, route53 } = createFixture({
      quotas: 'none',
      timings: { ...instantTimings, changeSync: second }
    })
    const endpoint = { ...clientBasics, region, endpoint: moto.url }
    const theirs = { acm: new ACMClient(endpoint), route53: new Route53Client(endpoint) }
    for (const [name, step] of Object.entries(steps)) {
      const [ours, other] = [
        await outcomeOf(step, { acm: acmIn(region), route53 }),
        await outcomeOf(step, theirs)
      ]
      const gap = gaps[name]
      if (gap === undefined) {
        t.strictSame(ours, other, name)
        continue
      }
      t.match(ours, gap.embedded, `${name}: ours`)
      t.match(other, gap.moto, `${name}: moto's, known: ${gap.why}`)
      t.notSame(ours, other, `${name}: still a gap`)
    }
    theirs.acm.destroy()
    theirs.route53.destroy()
  }
)
