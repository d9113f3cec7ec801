import type { Deed, DeedOf } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'
import {
  destroyCertificates,
  failCertificates,
  mendCertificates,
  requestForeignCertificate
} from './certificates.ts'
import { abandonClaim, restoreClaim, wipeStatus } from './claims.ts'
import {
  deleteNamespace,
  labelNamespace,
  makeNamespace,
  makeRequest,
  withdrawAll,
  withdrawRequest
} from './namespaces.ts'
import { deleteGateway, deletePool, editPool, replaceLoadBalancer } from './pools.ts'
import {
  putForeign,
  putForeignTXT,
  putForeignValidation,
  removeAlias,
  removeForeign,
  removeTXT,
  removeValidation,
  rivalGivesUp,
  rivalTakes
} from './records.ts'

type Doers = { readonly [Kind in Deed['do']]: (deed: DeedOf<Kind>, world: FaultWorld) => boolean }

/** How each deed is done. */
const doers: Doers = {
  request: makeRequest,
  withdraw: ({ namespace, name }, world) => withdrawRequest(namespace, name, world),
  withdrawAll: ({ pool }, world) => withdrawAll(pool, world),
  deleteNamespace: ({ namespace }, world) => deleteNamespace(namespace, world),
  makeNamespace: ({ namespace }, world) => makeNamespace(namespace, world),
  labelNamespace: ({ namespace, isAllowed }, world) => labelNamespace(namespace, isAllowed, world),
  editPool: ({ plan }, world) => editPool(plan, world),
  deletePool: ({ pool }, world) => deletePool(pool, world),
  deleteGateway: ({ pool, number }, world) => deleteGateway(`${pool}-${number}`, world),
  replaceLoadBalancer: ({ pool, number }, world) => replaceLoadBalancer(`${pool}-${number}`, world),
  restoreClaim: ({ hostname }, world) => restoreClaim(hostname, world),
  wipeStatus: ({ hostname }, world) => wipeStatus(hostname, world),
  abandon: ({ hostname }, world) => abandonClaim(hostname, world),
  putForeign: ({ hostname, type }, world) => putForeign(hostname, type, world),
  putForeignTXT: ({ hostname }, world) => putForeignTXT(hostname, world),
  putForeignValidation: ({ hostname }, world) => putForeignValidation(hostname, world),
  removeForeign: ({ hostname }, world) => removeForeign(hostname, world),
  rivalTakes: ({ hostname }, world) => rivalTakes(hostname, world),
  rivalGivesUp: ({ hostname }, world) => rivalGivesUp(hostname, world),
  removeAlias: ({ hostname }, world) => removeAlias(hostname, world),
  removeTXT: ({ hostname }, world) => removeTXT(hostname, world),
  removeValidation: ({ hostname }, world) => removeValidation(hostname, world),
  vanishCertificate: ({ hostname }, world) =>
    destroyCertificates(hostname, 'vanishCertificate', world),
  expireCertificate: ({ hostname }, world) =>
    destroyCertificates(hostname, 'expireCertificate', world),
  failCertificates: ({ hostname, reason }, world) => failCertificates(hostname, reason, world),
  mendCertificates: ({ hostname }, world) => mendCertificates(hostname, world),
  requestForeignCertificate: ({ hostname, region }, world) =>
    requestForeignCertificate(hostname, region, world),
  restartHooks: (_, { hooks }) => {
    hooks.kill()
    return true
  }
}

/** What people may do. */
export const deedKinds = Object.keys(doers) as readonly Deed['do'][]

/**
 * Does what somebody does. What the API or AWS refuses, people do not get.
 * Returns whether it had an effect: who deletes what is not there has none.
 */
export function perform(deed: Deed, world: FaultWorld): boolean {
  const act = doers[deed.do] as (deed: Deed, world: FaultWorld) => boolean
  try {
    return act(deed, world)
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/** Errors of the API carry a Status, those of AWS a code; anything else is a mistake of this program. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ('status' in error || 'code' in error)
}
