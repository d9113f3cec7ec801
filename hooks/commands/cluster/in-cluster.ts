import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fieldOf } from '../../api/field-of.ts'
import { textOf } from '../../text/text-of.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { failureOfStatus, ReadFailure } from './read-failure.ts'

/** Where Kubernetes mounts the token and the CA of a pod's service account. */
const usualFolder = '/var/run/secrets/kubernetes.io/serviceaccount'
/** How long one request may take. */
const limitMs = 30_000

export type InClusterOptions = {
  env: Readonly<Record<string, string | undefined>>
  /** The folder with `token` and `ca.crt`. */
  folder?: string | undefined
}

/** Whether this process is in a pod that has a service account token. */
export function isInCluster({ env, folder = usualFolder }: InClusterOptions): boolean {
  return env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(join(folder, 'token'))
}

/** Reads the cluster that this process runs in, as the service account of its pod. */
export function inClusterReader({ env, folder = usualFolder }: InClusterOptions): ClusterReader {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env
  return {
    target: `the cluster of this pod (${host})`,
    get: async path => {
      // The kubelet replaces the token about every hour, so it is read for each request.
      const [token, ca] = await Promise.all([read(folder, 'token'), read(folder, 'ca.crt')])
      const { status, body } = await send({ host, port, path, token: token.trim(), ca })
      const kind = failureOfStatus(status)
      if (kind !== undefined) throw new ReadFailure(kind, messageOf(status, body))
      return parse(path, body)
    }
  }
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    throw new ReadFailure('unreachable', `${name} of the service account: ${reasonOf(error)}`)
  }
}

type Sent = { host: string; port: string; path: string; token: string; ca: string }

async function send({ host, port, path, token, ca }: Sent) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  const signal = AbortSignal.timeout(limitMs)
  try {
    return await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = request({ host, port, path, headers, ca, signal }, response => {
        const { statusCode: status = 0 } = response
        text(response).then(body => resolve({ status, body }), reject)
      })
      sent.on('error', reject).end()
    })
  } catch (error) {
    const reason = signal.aborted ? `no answer in ${limitMs / 1000} s` : reasonOf(error)
    throw new ReadFailure('unreachable', `the API server cannot be reached: ${reason}`)
  }
}

/** Failures of the API server have a Status with a message. */
function messageOf(status: number, body: string): string {
  const said = fieldOf(parsed(body), 'message')
  return `${typeof said === 'string' ? said : 'no message'} (HTTP ${status})`
}

function parse(path: string, body: string): unknown {
  const value = parsed(body)
  if (value === undefined) throw new ReadFailure('unreachable', `${path} is not JSON`)
  return value
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : textOf(error)
}
