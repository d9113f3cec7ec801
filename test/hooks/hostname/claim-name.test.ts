import t from 'tap'
import { claimedBy, claimName } from '../../../hooks/hostname/claim-name.ts'

// Golden vectors: claims in clusters carry these names. A change here orphans every one of them.
for (const [hostname, name] of [
  ['shop.apps.example.com', 'shop.apps.example.com'],
  ['*.apps.example.com', 'wildcard.apps.example.com.0'],
  ['wildcard.apps.example.com', 'wildcard.apps.example.com'],
  ['*.wildcard.example.com', 'wildcard.wildcard.example.com.0'],
  ['xn--bcher-kva.example.com', 'xn--bcher-kva.example.com'],
  ['0.1.example.com', '0.1.example.com'],
  [`${'a'.repeat(52)}.example.com`, `${'a'.repeat(52)}.example.com`]
] as const) {
  t.test(hostname, async t => {
    t.equal(claimName(hostname), name)
    t.equal(claimedBy(name), hostname)
  })
}
