import { defined } from '../../hooks/defined.ts'
import type { Acm } from './acm/acm.ts'
import { acmOperationOf, acmOperations } from './acm/operations.ts'
import { route53Prefix, route53RequestOf } from './route53/operations.ts'
import type { Route53 } from './route53/route53.ts'
import type { Service } from './throttle.ts'
import { regionOf } from './wire/authorization.ts'
import { type AwsError, awsError } from './wire/errors.ts'
import { jsonError, jsonResponse, parseJson } from './wire/json.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'
import { xmlError } from './wire/xml.ts'

/** A request that was understood and can be carried out. */
export type Understood = {
  readonly service: Service
  readonly operation: string
  readonly region: string
  /** The hostname if it can be found in the request without executing it. */
  readonly hostname?: string
  readonly zone?: string
  /**
   * Carries the request out. Throws an AwsError. It passes the hostname to `note`, for the call
   * log.
   */
  readonly run: (note: (hostname: string) => void) => WireResponse
  /** Makes the answer for an error, in the format of this service. */
  readonly fail: (error: AwsError, requestID: string) => WireResponse
  /** This service's error for a rate that was exceeded. */
  readonly throttled: AwsError
}

const acmThrottled = awsError('ThrottlingException', 'Rate exceeded')
const route53Throttled = awsError('Throttling', 'Rate exceeded')

export type Services = { readonly acm: Acm; readonly route53: Route53 }

/**
 * @param request - any HTTP request
 * @returns the operation that the request asks for; `undefined` if the request is for neither ACM
 * nor Route 53
 */
export function understand(services: Services, request: WireRequest): Understood | undefined {
  const operation = acmOperationOf(request)
  if (operation !== undefined) return understandAcm(services.acm, request, operation)
  if (request.path.startsWith(route53Prefix)) return understandRoute53(services.route53, request)
  return undefined
}

function understandAcm(acm: Acm, request: WireRequest, operation: string): Understood {
  const region = regionOf(request)
  const run = acmOperations.get(operation)
  const hostname = hostnameIn(acm, request.body)
  return {
    service: 'acm',
    operation,
    region,
    ...defined({ hostname }),
    run: note => {
      if (run === undefined)
        throw awsError(
          'UnknownOperationException',
          `The embedded AWS does not speak ACM's ${operation}.`
        )
      return jsonResponse(run(acm, { region, input: parseJson(request.body), note }))
    },
    fail: jsonError,
    throttled: acmThrottled
  }
}

/**
 * The hostname that a request to ACM is about. It is the request's domain, or that of the
 * certificate whose ARN the request has. Fault hooks need the hostname before the body is parsed,
 * so this uses regular expressions.
 */
function hostnameIn(acm: Acm, body: string): string | undefined {
  const domain = /"DomainName"\s*:\s*"([^"]*)"/.exec(body)?.[1]
  if (domain !== undefined) return domain.toLowerCase()
  const arn = /"CertificateArn"\s*:\s*"([^"]*)"/.exec(body)?.[1]
  return arn === undefined ? undefined : acm.certificates.get(arn)?.domain
}

function understandRoute53(route53: Route53, request: WireRequest): Understood {
  const found = route53RequestOf(request)
  const isZone = found !== undefined && found.name !== 'GetChange' && found.id !== ''
  const zone = isZone ? found.id : undefined
  const hostname =
    /<Name>([^<]*)<\/Name>/.exec(request.body)?.[1] ?? found?.query.get('name') ?? undefined
  return {
    service: 'route53',
    operation: found?.name ?? 'Unknown',
    region: regionOf(request),
    ...defined({ hostname, zone }),
    run: note => {
      if (found === undefined)
        throw awsError(
          'UnknownOperationException',
          `The embedded AWS does not speak ${request.method} ${request.path}.`,
          404
        )
      return found.run(route53, { id: found.id, query: found.query, body: request.body, note })
    },
    fail: xmlError,
    throttled: route53Throttled
  }
}
