import t from 'tap'
import { newReleaseTime } from '../../../hooks/gateway-pool/release.ts'

for (const [graceSeconds, expected] of [
  [300, '2026-09-01T10:00:10Z'],
  [60, '2026-09-01T10:00:10Z'],
  [59, '2026-09-01T10:00:02Z'],
  [0, '2026-09-01T10:00:02Z']
] as const) {
  t.test(`a release with a grace of ${graceSeconds} s is dated to the next full step`, async t => {
    t.equal(newReleaseTime(Date.UTC(2026, 8, 1, 10, 0, 1, 500), graceSeconds), expected)
  })
}
