import type { WireRequest, WireResponse } from '../../aws/wire/message.ts'

/** Whether a request calls this operation of ACM. */
export function isCall(request: WireRequest, operation: string): boolean {
  return request.headers['x-amz-target'] === `CertificateManager.${operation}`
}

/** Whether a request changes records. */
export function isRecordChange({ method, path }: WireRequest): boolean {
  return method === 'POST' && path.includes('/rrset')
}

/** Whether a request changes a hostname's alias. */
export function isAliasChange(request: WireRequest): boolean {
  return isRecordChange(request) && request.body.includes('AliasTarget')
}

/** Whether a request changes a validation record. */
export function isValidationChange(request: WireRequest): boolean {
  return isRecordChange(request) && request.body.includes('acm-validations')
}

/** Whether a request or a change creates a record. */
export function creates(xml: string): boolean {
  return xml.includes('<Action>CREATE')
}

/** The changes in a batch, each as its piece of XML. */
export function changesIn({ body }: WireRequest): string[] {
  return body.match(/<Change>.*?<\/Change>/gs) ?? []
}

/** The changes in a batch that are about CNAME records. */
export function cnameChangesIn(request: WireRequest): string[] {
  return changesIn(request).filter(change => change.includes('<Type>CNAME</Type>'))
}

/** Returns a copy of a batch with its changes replaced. */
export function withChanges(
  request: WireRequest,
  replace: (changes: string[]) => string[]
): WireRequest {
  const changes = `<Changes>${replace(changesIn(request)).join('')}</Changes>`
  return { ...request, body: request.body.replace(/<Changes>.*<\/Changes>/s, changes) }
}

/** Turns the creation of a record into its deletion. */
export function toDeletion(change: string): string {
  return change.replace('CREATE', 'DELETE')
}

/** Returns a batch that deletes the records that the given batch creates. */
export function undoOf(request: WireRequest): WireRequest {
  return withChanges(request, changes => changes.filter(creates).map(toDeletion))
}

const changeInfo =
  '<ChangeInfo><Id>/change/C0NONE</Id><Status>PENDING</Status>' +
  '<SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>'

/** Route 53's response to a batch that it accepts. */
export const acceptedResponse: WireResponse = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body:
    '<?xml version="1.0"?>' +
    `<ChangeResourceRecordSetsResponse>${changeInfo}</ChangeResourceRecordSetsResponse>`
}
