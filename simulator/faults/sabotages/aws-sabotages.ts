import type { Clock } from '../../../hooks/clock.ts'
import type { WireRequest, WireResponse } from '../../aws/wire/message.ts'
import { bareAliasesAreOwnedAgain } from '../invariants/bare-aliases.ts'
import { clientsFollowUs } from '../invariants/bindings.ts'
import {
  noCertificateWithoutClaim,
  oneCertificatePerClaim,
  requestsAreBounded,
  validationRecordsStay
} from '../invariants/certificates.ts'
import { finalizersWait } from '../invariants/claims.ts'
import { nothingIsLeft } from '../invariants/nothing-is-left.ts'
import { readyIsTrue } from '../invariants/ready.ts'
import { aliasWithClaim, aliasWithTXT, foreignRecordsStay } from '../invariants/records.ts'
import { namesGoOnResolving } from '../invariants/resolving.ts'
import { recordsInOwnZone } from '../invariants/zones.ts'
import type { SendToAws } from '../killable-hooks.ts'
import {
  acceptedResponse,
  changesIn,
  cnameChangesIn,
  creates,
  isAliasChange,
  isCall,
  isRecordChange,
  isValidationChange,
  toDeletion,
  undoOf,
  withChanges
} from './aws-requests.ts'
import { changingPoolSpec } from './hook-calls.ts'
import type { Sabotages } from './sabotage.ts'

/** The hooks overwrite records, and do not see the foreign records that they overwrite. */
function upsertBlindly(send: SendToAws): SendToAws {
  return async request => {
    if (isRecordChange(request)) {
      const body = request.body.replaceAll('<Action>CREATE</Action>', '<Action>UPSERT</Action>')
      return send({ ...request, body })
    }
    const response = await send(request)
    if (!request.path.includes('/rrset')) return response
    return { ...response, body: withoutForeignRecords(response.body) }
  }
}

function withoutForeignRecords(xml: string): string {
  return xml.replaceAll(/<ResourceRecordSet>.*?<\/ResourceRecordSet>/gs, record =>
    /192\.0\.2\.7|not yours/.test(record) ? '' : record
  )
}

/** The hooks do not see HTTPS records. */
function hideBindings(send: SendToAws): SendToAws {
  return async request => {
    const response = await send(request)
    if (!request.path.includes('/rrset')) return response
    const body = response.body.replaceAll(
      /<ResourceRecordSet>.*?<\/ResourceRecordSet>/gs,
      record => (record.includes('<Type>HTTPS</Type>') ? '' : record)
    )
    return { ...response, body }
  }
}

/** The hooks write aliases without their TXT records. */
function leaveOutTXT(send: SendToAws): SendToAws {
  return request => {
    if (!isAliasChange(request)) return send(request)
    return send(withChanges(request, changes => changes.filter(change => !isAliasTXT(change))))
  }
}

/** An alias without TXT is deleted in a batch of its own, before both are created. */
function deleteBareAlias(send: SendToAws): SendToAws {
  return async request => {
    const deletions = changesIn(request).filter(change => !creates(change))
    const isBare = deletions.length > 0 && !deletions.some(isAliasTXT)
    if (!isAliasChange(request) || !isBare || !changesIn(request).some(isAliasTXT))
      return send(request)
    await send(withChanges(request, () => deletions))
    return send(withChanges(request, changes => changes.filter(creates)))
  }
}

/** Aliases of public zones are written into the private zone of the same domain. */
function useOtherZone(send: SendToAws): SendToAws {
  return request => {
    if (!isAliasChange(request)) return send(request)
    const path = request.path.replace(/(Z0APPS|Z0PAY)(?!PRIVATE)/, '$1PRIVATE')
    return send({ ...request, path })
  }
}

function isAliasTXT(change: string): boolean {
  return change.includes('heritage=gateway-orchestrator') && change.includes('claim=')
}

/**
 * Seven minutes after each batch that creates nothing, such as a deletion, the last write of an
 * alias is sent again.
 */
function writeAliasLate(send: SendToAws, { clock }: { clock: Clock }): SendToAws {
  let lastWrite: WireRequest | undefined
  return async request => {
    if (!isRecordChange(request)) return send(request)
    if (isAliasChange(request) && !request.body.includes('<Action>DELETE')) lastWrite = request
    const response = await send(request)
    if (lastWrite !== undefined && !creates(request.body)) void sendLate(lastWrite)
    return response
  }
  async function sendLate(request: WireRequest): Promise<void> {
    await clock.sleep(420_000)
    // The call fails if another claim has written its alias meanwhile.
    await send(request).catch(() => undefined)
  }
}

/** Each batch that changes an alias also deletes the validation record that was written last. */
function deleteValidationWithAlias(send: SendToAws): SendToAws {
  let written: string[] = []
  return request => {
    if (!isRecordChange(request)) return send(request)
    if (!isAliasChange(request)) {
      written = cnameChangesIn(request)
      return send(request)
    }
    const deletions = written.map(toDeletion)
    written = []
    return send(withChanges(request, changes => [...changes, ...deletions]))
  }
}

/**
 * If the call after the creation of a validation record is a write too, the validation record is
 * deleted again, before its certificate is issued.
 */
function deleteValidationEarly(send: SendToAws): SendToAws {
  let undo: WireRequest | undefined
  return async request => {
    const response = await send(request)
    const isWrite = isRecordChange(request) || isCall(request, 'RequestCertificate')
    if (undo !== undefined && isWrite) await send(undo)
    const isWritten = isValidationChange(request) && response.status === 200
    undo = isWritten ? undoOf(request) : undefined
    return response
  }
}

type CertificateInput = { IdempotencyToken?: string; Tags?: { Key: string; Value: string }[] }

/** Before each request for a certificate, sends copies of the request with other tokens. */
function repeatRequests(times: number, change: (input: CertificateInput) => void) {
  return (send: SendToAws): SendToAws => {
    let count = 0
    return async request => {
      if (!isCall(request, 'RequestCertificate')) return send(request)
      const input = JSON.parse(request.body) as CertificateInput
      change(input)
      for (let left = times; left > 0; left -= 1) {
        input.IdempotencyToken = `again${++count}`
        await send({ ...request, body: JSON.stringify(input) })
      }
      return send(request)
    }
  }
}

function nameNobody({ Tags = [] }: CertificateInput): void {
  for (const tag of Tags) if (tag.Key.endsWith('/claim')) tag.Value = 'nobody'
}

const json: WireResponse['headers'] = { 'content-type': 'application/x-amz-json-1.1' }
const emptyResponse: WireResponse = { status: 200, headers: json, body: '' }
const notFoundResponse: WireResponse = {
  status: 400,
  headers: json,
  body: '{"__type":"ResourceNotFoundException"}'
}

/** Each certificate is requested twice. Deletions are not sent, but seem to succeed. */
function hideDeleted(send: SendToAws): SendToAws {
  const sendTwice = repeatRequests(1, () => undefined)(send)
  const hidden = new Set<string>()
  return async request => {
    const arn = /"CertificateArn":"([^"]*)"/.exec(request.body)?.[1] ?? ''
    if (isCall(request, 'DeleteCertificate')) {
      hidden.add(arn)
      return emptyResponse
    }
    if (hidden.has(arn)) return notFoundResponse
    const response = await sendTwice(request)
    if (!isCall(request, 'ListCertificates') || response.status !== 200) return response
    return { ...response, body: withoutCertificates(response.body, hidden) }
  }
}

function withoutCertificates(body: string, hidden: ReadonlySet<string>): string {
  const list = JSON.parse(body) as { CertificateSummaryList: { CertificateArn: string }[] }
  const shown = list.CertificateSummaryList.filter(
    ({ CertificateArn }) => !hidden.has(CertificateArn)
  )
  return JSON.stringify({ ...list, CertificateSummaryList: shown })
}

/** Route 53 seems to have propagated every change at once. */
function reportInSync(send: SendToAws): SendToAws {
  return async request => {
    const response = await send(request)
    if (request.method !== 'GET' || !request.path.includes('/change/')) return response
    return { ...response, body: response.body.replace('PENDING', 'INSYNC') }
  }
}

/** The first batch with a validation record writes a second record that nobody knows. */
function addStrayRecord(send: SendToAws): SendToAws {
  let isAdded = false
  return request => {
    if (!isRecordChange(request) || isAdded) return send(request)
    const [model] = cnameChangesIn(request)
    if (model === undefined) return send(request)
    isAdded = true
    const stray = model.replace('<Name>', '<Name>_stray.')
    return send(withChanges(request, changes => [...changes, stray]))
  }
}

/** The changes of a batch that write copies of a wildcard's records, and their TXT record. */
function copyChanges(changes: readonly string[]): string[] {
  const list = changes.find(change => creates(change) && change.includes('._copies.'))
  const name = /<Name>_gateway-orchestrator\._copies\.([^<]*)<\/Name>/.exec(list ?? '')?.[1]
  if (name === undefined) return []
  return changes.filter(change => change === list || change.includes(`<Name>${name}</Name>`))
}

/** Validation records are written without the copies that belong to them. */
function leaveOutCopies(send: SendToAws): SendToAws {
  return request => {
    if (!isValidationChange(request)) return send(request)
    return send(withChanges(request, changes => without(changes, copyChanges(changes))))
  }
}

function without(changes: readonly string[], left: readonly string[]): string[] {
  return changes.filter(change => !left.includes(change))
}

/** The copies are deleted again at the next call, long before the validation record goes. */
function deleteCopiesEarly(send: SendToAws): SendToAws {
  let undo: WireRequest | undefined
  return async request => {
    if (undo !== undefined) await send(undo)
    undo = undefined
    const response = await send(request)
    if (!isValidationChange(request) || response.status !== 200) return response
    const early = withChanges(request, changes => copyChanges(changes).map(toDeletion))
    undo = early.body.includes('<Change>') ? early : undefined
    return response
  }
}

/** The copies come in a batch of their own, five seconds after the validation record. */
function splitBatch(send: SendToAws, { clock }: { clock: Clock }): SendToAws {
  return async request => {
    if (!isValidationChange(request)) return send(request)
    const copies = withChanges(request, copyChanges)
    if (!copies.body.includes('<Change>')) return send(request)
    void sendLater(copies)
    return send(withChanges(request, changes => without(changes, copyChanges(changes))))
  }
  async function sendLater(request: WireRequest): Promise<void> {
    await clock.sleep(5000)
    await send(request).catch(() => undefined)
  }
}

/** Deletions of validation records are never sent to Route 53, but seem to be accepted. */
function forgetValidationDeletions(send: SendToAws): SendToAws {
  return request => {
    const isDeletion = isValidationChange(request) && !creates(request.body)
    return isDeletion ? Promise.resolve(acceptedResponse) : send(request)
  }
}

/** Bugs between the hooks and AWS. */
export const awsSabotages: Sabotages = {
  otherZone: { breaks: recordsInOwnZone.name, aws: useOtherZone },
  upsert: { breaks: foreignRecordsStay.name, aws: upsertBlindly },
  aliasAlone: { breaks: aliasWithTXT.name, aws: leaveOutTXT },
  aliasAloneRetained: {
    breaks: aliasWithTXT.name,
    hooks: changingPoolSpec(spec => ({ ...spec, deletionPolicy: 'Retain' })),
    aws: leaveOutTXT
  },
  bareAliasDeleted: { breaks: bareAliasesAreOwnedAgain.name, aws: deleteBareAlias },
  lateWriter: { breaks: aliasWithClaim.name, aws: writeAliasLate },
  copiesLeftOut: { breaks: namesGoOnResolving.name, aws: leaveOutCopies },
  copiesGoEarly: { breaks: namesGoOnResolving.name, aws: deleteCopiesEarly },
  splitBatch: { breaks: namesGoOnResolving.name, aws: splitBatch },
  hastyValidation: { breaks: validationRecordsStay.name, aws: deleteValidationWithAlias },
  impatientValidation: { breaks: validationRecordsStay.name, aws: deleteValidationEarly },
  manyRequests: { breaks: requestsAreBounded.name, aws: repeatRequests(4, () => undefined) },
  strayCertificate: { breaks: noCertificateWithoutClaim.name, aws: repeatRequests(1, nameNobody) },
  hiddenTwin: { breaks: oneCertificatePerClaim.name, aws: hideDeleted },
  hiddenBindings: { breaks: clientsFollowUs.name, aws: hideBindings },
  hastySync: { breaks: readyIsTrue.name, aws: reportInSync },
  strayRecord: { breaks: nothingIsLeft.name, aws: addStrayRecord },
  forgottenRecords: { breaks: finalizersWait.name, aws: forgetValidationDeletions }
}
