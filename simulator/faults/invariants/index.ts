import { adviceHelps } from './advice-helps.ts'
import { bareAliasesAreOwnedAgain } from './bare-aliases.ts'
import { clientsFollowUs } from './bindings.ts'
import {
  noCertificateWithoutClaim,
  oneCertificatePerClaim,
  requestsAreBounded,
  validationRecordsStay
} from './certificates.ts'
import { finalizersWait, gatewayStays, oneClaimPerHostname } from './claims.ts'
import { deletionsAreBraked } from './deletion-brake.ts'
import { domainsAreKept } from './domains.ts'
import { sharesAreFair } from './fair-shares.ts'
import { gatewayQuota } from './gateway-quota.ts'
import { listenersAdmitOwners, wildcardsStayAtHome } from './gateways.ts'
import type { Invariant } from './invariant.ts'
import { noCrash } from './no-crash.ts'
import { nothingIsLeft } from './nothing-is-left.ts'
import { readyIsTrue } from './ready.ts'
import { aliasWithClaim, aliasWithTXT, foreignRecordsStay } from './records.ts'
import { namesGoOnResolving } from './resolving.ts'
import { schemeIsThePools } from './schemes.ts'
import { settles } from './settles.ts'
import { waitsEnd } from './waits.ts'
import { recordsInOwnZone } from './zones.ts'

/** All invariants, in the order in which they are checked after each step. */
export const invariants: readonly Invariant[] = [
  oneClaimPerHostname,
  gatewayStays,
  foreignRecordsStay,
  bareAliasesAreOwnedAgain,
  aliasWithTXT,
  finalizersWait,
  aliasWithClaim,
  namesGoOnResolving,
  validationRecordsStay,
  requestsAreBounded,
  gatewayQuota,
  listenersAdmitOwners,
  wildcardsStayAtHome,
  domainsAreKept,
  sharesAreFair,
  readyIsTrue,
  schemeIsThePools,
  clientsFollowUs,
  noCrash,
  oneCertificatePerClaim,
  noCertificateWithoutClaim,
  deletionsAreBraked,
  waitsEnd,
  settles,
  adviceHelps,
  recordsInOwnZone,
  nothingIsLeft
]
