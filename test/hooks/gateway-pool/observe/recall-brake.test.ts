import t from 'tap'
import type { GatewayPool } from '../../../../hooks/api/gateway-pool.ts'
import { recallBrake } from '../../../../hooks/gateway-pool/observe/recall-brake.ts'
import { pool, start } from '../fixtures.ts'

t.test('what the newest status held back is held back beside what the cache shows', t => {
  const held = (heldBackSince: string, heldBackUntil: string) => ({
    deletionBrake: { heldBackSince, heldBackUntil }
  })
  const [ten, five, twenty] = ['10:00', '10:05', '10:20'].map(time => `2026-09-01T${time}:00Z`)
  const status = held(String(ten), String(five)) as GatewayPool['status']
  const seen = { ...pool(), ...(status && { status }) }
  const statusBefore = held(String(five), String(twenty))
  const { heldBackTimes } = recallBrake(seen, { statusBefore, now: start })
  t.strictSame(heldBackTimes, { first: ten, last: twenty })
  t.end()
})
