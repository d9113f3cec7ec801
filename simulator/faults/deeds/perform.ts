import type { Deed, DeedOf } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'
import {
  expireCertificates,
  failCertificates,
  mendCertificates,
  requestForeignCertificate,
  vanishCertificates
} from './certificates.ts'
import { abandonClaim, restoreClaim, wipeStatus } from './claims.ts'
import { deleteNamespace, labelNamespace, makeNamespace } from './namespaces.ts'
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
import { makeRequest, withdrawAll, withdrawRequest } from './requests.ts'

/** Functions that do a deed and return whether it had an effect, by kind of deed. */
type Performers = {
  readonly [Kind in Deed['do']]: (deed: DeedOf<Kind>, world: FaultWorld) => boolean
}

const performers: Performers = {
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
  vanishCertificate: ({ hostname }, world) => vanishCertificates(hostname, world),
  expireCertificate: ({ hostname }, world) => expireCertificates(hostname, world),
  failCertificates: ({ hostname, reason }, world) => failCertificates(hostname, reason, world),
  mendCertificates: ({ hostname }, world) => mendCertificates(hostname, world),
  requestForeignCertificate: ({ hostname, region }, world) =>
    requestForeignCertificate(hostname, region, world),
  restartHooks: (_, { hooks }) => {
    hooks.kill()
    return true
  }
}

/** All kinds of deeds. */
export const deedKinds = Object.keys(performers) as readonly Deed['do'][]

/**
 * Does a deed. Returns whether it had an effect. A deed that the API or AWS refuses has none, such
 * as the deletion of an object that is not there.
 */
export function perform(deed: Deed, world: FaultWorld): boolean {
  const act = performers[deed.do] as (deed: Deed, world: FaultWorld) => boolean
  try {
    return act(deed, world)
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/** Errors of the API have a status, errors of AWS a code. Any other error is a bug in this code. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ('status' in error || 'code' in error)
}
