import { type Case, container, withToken } from './case.ts'
import { drop, find } from './doctor-world.ts'

export const metacontrollerCases: Case[] = [
  {
    name: 'there is no Metacontroller',
    change: world => drop(world, 'StatefulSet'),
    check: 'Metacontroller',
    message: /no StatefulSet or Deployment/
  },
  {
    name: 'Metacontroller is down',
    change: world => {
      find(world, 'StatefulSet', 'metacontroller').status = {}
    },
    check: 'Metacontroller',
    message: /^StatefulSet metacontroller\/metacontroller has no ready pod/
  },
  {
    name: 'Metacontroller is too old',
    change: world => {
      container(world).image = 'metacontrollerio/metacontroller:v4.14.1'
    },
    check: 'Metacontroller',
    message: /version v4\.14\.1: older ones have no hook version v2/,
    todo: /4\.15 or newer/
  },
  {
    name: 'Metacontroller is too old for a token',
    change: world => {
      container(world).image = 'registry.example.com:5000/metacontroller:4.15.2'
      withToken(world, 'a', 'a')
    },
    check: 'Metacontroller',
    message: /4\.15\.2: older ones send no token/
  },
  {
    name: 'the image of Metacontroller is named by digest',
    change: world => {
      container(world).image = 'ghcr.io/metacontroller/metacontroller@sha256:abc'
    },
    check: 'Metacontroller',
    result: 'not checked',
    message: /does not name a version/
  },
  {
    name: 'Metacontroller applies dynamically',
    change: world => {
      container(world).args = ['--workers', '50']
    },
    check: 'flags of Metacontroller',
    message: /--apply-strategy is not set/
  },
  {
    name: 'Metacontroller is slow',
    change: world => {
      container(world).args = ['--apply-strategy', 'server-side-apply', '--workers=50']
    },
    check: 'flags of Metacontroller',
    result: 'passed',
    message: /longer than they need/,
    todo: /--client-go-qps=200 --client-go-burst=400\.$/
  },
  {
    name: 'workloads may not be listed, anywhere',
    change: world => {
      const message = 'statefulsets is forbidden'
      for (const path of [
        '/apis/apps/v1/statefulsets',
        '/apis/apps/v1/namespaces/metacontroller/statefulsets'
      ])
        world.refusals.push({ path, kind: 'denied', message })
    },
    check: 'Metacontroller',
    result: 'not checked',
    message: /statefulsets is forbidden/,
    todo: /may read/
  },
  {
    name: 'workloads may be listed only where Metacontroller is',
    change: world => {
      const path = '/apis/apps/v1/statefulsets'
      world.refusals.push({ path, kind: 'denied', message: 'forbidden' })
    },
    check: 'Metacontroller',
    result: 'passed',
    message: /version v4\.17\.2/
  },
  {
    name: 'a CompositeController is missing',
    change: world => drop(world, 'CompositeController', 'domain-claims'),
    check: 'CompositeControllers',
    message: /missing: domain-claims/
  },
  {
    name: 'a policy is missing',
    change: world =>
      drop(world, 'ValidatingAdmissionPolicy', 'installation.gateway-orchestrator.io'),
    check: 'admission policies',
    message: /missing: installation\.gateway-orchestrator\.io/
  },
  {
    name: 'a binding is missing',
    change: world =>
      drop(world, 'ValidatingAdmissionPolicyBinding', 'gateways.gateway-orchestrator.io'),
    check: 'admission policies',
    message: /missing: gateways\.gateway-orchestrator\.io/
  },
  {
    name: 'Metacontroller runs under another account than the policies say',
    change: world => {
      find(world, 'StatefulSet', 'metacontroller').metadata.namespace = 'tools'
    },
    check: 'admission policies',
    message: /system:serviceaccount:tools:metacontroller/,
    todo: /policies\.yaml/
  }
]
