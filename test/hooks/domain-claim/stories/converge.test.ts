import fc from 'fast-check'
import t from 'tap'
import { readOwnership } from '../../../../hooks/dns/ownership.ts'
import { addresses, dyingClaim, livingClaim, owner } from '../../../helpers/claim-arbitraries.ts'
import { type Model, play } from '../../../helpers/claim-model.ts'
import {
  balancer,
  certificate,
  cluster,
  context,
  day,
  described,
  now
} from '../../../helpers/claim-observation.ts'

const anyClaim = fc.oneof(livingClaim, dyingClaim)
const runs = { numRuns: 1_000, seed: 20_260_301 }

function expect(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}

const model: fc.Arbitrary<Model> = fc
  .record({
    addresses,
    owner,
    certificates: fc.subarray(['ISSUED', 'PENDING_VALIDATION', 'FAILED', 'EXPIRED'] as const),
    used: fc.boolean()
  })
  .map(({ addresses: records, owner: txt, certificates, used }) => ({
    records: [...records, ...(txt === undefined ? [] : [txt])],
    certificates: certificates.map(status =>
      certificate(status.toLowerCase(), {
        status,
        inUse: used,
        createdAt: now - day,
        described: described(...(used ? [balancer()] : []))
      })
    ),
    requested: 0
  }))

t.test(
  'a plan that was carried out leaves nothing to plan, and then the status stays the same',
  async () => {
    fc.assert(
      fc.property(anyClaim, model, (claim, start) => {
        let turn = play(claim, start, context)
        for (let round = 0; round < 12 && !turn.finished; round++)
          turn = play(turn.claim, turn.model, { ...context, now: now + 1 })
        const again = play(turn.claim, turn.model, { ...context, now: now + 2 })
        expect(again.actions.length === 0, `still plans ${JSON.stringify(again.actions)}`)
        expect(
          JSON.stringify(again.claim.status) === JSON.stringify(turn.claim.status),
          'the status changes without end'
        )
        expect(turn.model.requested <= 1, 'more than one request')
      }),
      runs
    )
  }
)

t.test('what is not ours is there in the end as it was', async () => {
  fc.assert(
    fc.property(anyClaim, model, (claim, start) => {
      let turn = play(claim, start, context)
      for (let round = 0; round < 12 && !turn.finished; round++)
        turn = play(turn.claim, turn.model, context)
      const txt = readOwnership(start.records.find(r => r.type === 'TXT'))
      const isOurs = txt?.cluster === cluster && txt.claim === claim.metadata.name
      if (!isOurs)
        for (const record of start.records)
          expect(turn.model.records.includes(record), `lost ${record.type}`)
    }),
    runs
  )
})

t.test('a claim that is done going has left nothing of its own', async () => {
  fc.assert(
    fc.property(dyingClaim, model, (claim, start) => {
      const later = { ...context, now: now + 10 * day, began: now + 10 * day }
      let turn = play(claim, start, later)
      for (let round = 0; round < 12 && !turn.finished; round++)
        turn = play(turn.claim, turn.model, later)
      if (!turn.finished) return
      const txt = readOwnership(turn.model.records.find(r => r.type === 'TXT'))
      expect(txt?.cluster !== cluster || txt.claim !== claim.metadata.name, 'its TXT is left')
      expect(!turn.model.certificates.some(c => c.tagged), 'its certificate is left')
    }),
    runs
  )
})
