import t from 'tap'
import { removeLoadBalancers } from '../../helpers/claim-reading.ts'
import { aClaim, createClaimWorld, isIssued } from '../../helpers/claim-world.ts'

/** As an account of another partition sees it: us-east-1 does not know its credentials. */
async function letGo(region: string, within: number): Promise<boolean> {
  const world = createClaimWorld()
  world.cloud.faults.use(call =>
    call.service === 'acm' && call.region === 'us-east-1'
      ? { before: { do: 'error', code: 'UnrecognizedClientException', status: 400 } }
      : undefined
  )
  const claim = aClaim(world, 'shop.example.com', { region })
  await world.run(claim, isIssued)
  removeLoadBalancers(world)
  return world.remove(claim, within)
}

t.test('where there is no us-east-1, nobody is asked there whether a validation record is needed', async t => {
  for (const region of [
    'cn-north-1',
    'us-gov-west-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'eusc-de-east-1'
  ])
    t.ok(await letGo(region, 600), region)
  t.notOk(await letGo('eu-central-1', 600), 'here it is asked')
})
