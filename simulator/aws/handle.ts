import type { Clock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import { type Services, type Understood, understand } from './answer.ts'
import type { CallLog } from './call-log.ts'
import type { Fault, Faults } from './faults.ts'
import type { Random } from './random.ts'
import type { Throttle } from './throttle.ts'
import { awsError, connectionLost, isAwsError, isConnectionLost } from './wire/errors.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'

/** The parts of the embedded AWS that handle a request. */
export type Parts = {
  readonly services: Services
  readonly clock: Clock
  readonly random: Random
  readonly calls: CallLog
  readonly faults: Faults
  readonly throttle: Throttle
}

type Answer = { readonly response: WireResponse; readonly errorCode?: string }

/**
 * Makes the function that answers a request. For each request, it first applies the faults `before`
 * the operation, checks the rates, carries out the operation, applies the faults `after` it, and
 * then logs the call. The promise rejects with ECONNRESET if a fault drops the connection.
 */
export function createHandler(parts: Parts): (request: WireRequest) => Promise<WireResponse> {
  let number = 0
  return async request => {
    number += 1
    const understood = understand(parts.services, request)
    const requestID = parts.random.uuid()
    if (understood === undefined) return notSpoken(requestID)
    const { response } = await logged(parts, understood, number, requestID)
    return { ...response, headers: { 'x-amzn-requestid': requestID, ...response.headers } }
  }
}

function notSpoken(requestID: string): WireResponse {
  const body =
    'This is an embedded AWS: it speaks ACM (JSON 1.1) and Route 53 (REST-XML) and nothing else.\n'
  return {
    status: 404,
    headers: { 'content-type': 'text/plain', 'x-amzn-requestid': requestID },
    body
  }
}

async function logged(
  parts: Parts,
  call: Understood,
  number: number,
  requestID: string
): Promise<Answer> {
  const arrivedAt = parts.clock.now()
  const { service, operation, region } = call
  let hostname = call.hostname
  const note = (name: string) => {
    hostname = name
  }
  const log = (httpStatus: number, errorCode?: string) =>
    parts.calls.add({
      arrivedAt,
      service,
      operation,
      region,
      httpStatus,
      ...defined({ errorCode, hostname, zone: call.zone })
    })
  try {
    const answer = await withFaults(parts, call, { number, requestID, note })
    log(answer.response.status, answer.errorCode)
    return answer
  } catch (error) {
    log(0, isConnectionLost(error) ? error.code : undefined)
    throw error
  }
}

type CallContext = { number: number; requestID: string; note: (name: string) => void }

async function withFaults(
  parts: Parts,
  call: Understood,
  { number, requestID, note }: CallContext
): Promise<Answer> {
  const { service, operation, region, hostname, zone } = call
  const about = { service, operation, region, number, ...defined({ hostname, zone }) }
  const plan = parts.faults.plan(about) ?? {}
  const instead = await meet(parts.clock, call, plan.before, requestID)
  if (instead !== undefined) return instead
  const answer = carryOut(parts, call, requestID, note)
  return (await meet(parts.clock, call, plan.after, requestID)) ?? answer
}

/**
 * Applies a fault to a call.
 * @returns the answer that the fault gives in place of the operation's; `undefined` if the call
 * goes on, after the delay if the fault is one
 */
async function meet(
  clock: Clock,
  call: Understood,
  fault: Fault | undefined,
  requestID: string
): Promise<Answer | undefined> {
  if (fault === undefined) return undefined
  switch (fault.do) {
    case 'delay':
      await clock.sleep(fault.milliseconds)
      return undefined
    case 'drop':
      throw connectionLost()
    case 'throttle':
      return failed(call, call.throttled, requestID)
    case 'replace':
      return {
        response: { status: 200, headers: { 'content-type': 'text/html' }, body: fault.body }
      }
    case 'error':
      return failed(
        call,
        awsError(fault.code, fault.message ?? 'Injected fault.', fault.status),
        requestID
      )
  }
}

function carryOut(
  parts: Parts,
  call: Understood,
  requestID: string,
  note: (name: string) => void
): Answer {
  if (!parts.throttle(call)) return failed(call, call.throttled, requestID)
  try {
    return { response: call.run(note) }
  } catch (error) {
    if (isAwsError(error)) return failed(call, error, requestID)
    throw error
  }
}

function failed(
  call: Understood,
  error: Parameters<Understood['fail']>[0],
  requestID: string
): Answer {
  return { response: call.fail(error, requestID), errorCode: error.code }
}
